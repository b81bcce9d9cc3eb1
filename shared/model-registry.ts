import { mergeFacts } from '#shared/model-facts';
import type { ModelFacts } from '#shared/model-facts';
import { freePrice } from '#shared/model-price';
import type { ModelInfo, ParamSpec } from '#shared/models';
import { openaiDialect } from '#shared/openai-dialect';
import { param } from '#shared/param-specs';
import { anthropicTable } from '#shared/registry/anthropic';
import { deepseekTable } from '#shared/registry/deepseek';
import { googleTable } from '#shared/registry/google';
import { groqTable } from '#shared/registry/groq';
import { mistralTable } from '#shared/registry/mistral';
import { openaiTable } from '#shared/registry/openai';
import { factsIn } from '#shared/registry/table';
import type { Table } from '#shared/registry/table';

/** What a configured provider speaks. `openai` is api.openai.com; `openai-compatible` any other server. */
export const connectionKinds = [
  'openai',
  'openai-compatible',
  'anthropic',
  'gemini',
  'ollama'
] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** A model of a connection: who serves it, and what that server's list said of it. */
export interface ModelListing {
  connectionId: string;
  kind: ConnectionKind;
  name: string;
  /** For people: "api.openai.com", "this server, port 11434". */
  host: string;
  /** Its server is on this machine. */
  local: boolean;
  facts?: ModelFacts;
}

/** llama.cpp, LM Studio, vLLM and their kin; their ranges are habits. */
const localServerSampling: ParamSpec[] = [
  param('temperature', { default: null, loose: true }),
  param('maxTokens'),
  param('stopSequences'),
  param('topP', { default: null }),
  param('topK', { loose: true }),
  param('minP'),
  param('frequencyPenalty', { loose: true }),
  param('presencePenalty', { loose: true }),
  param('repeatPenalty', { loose: true }),
  param('seed'),
  param('logprobs', { loose: true }),
  param('responseFormat')
];

const ollamaSampling: ParamSpec[] = [
  param('temperature', { default: 0.8, loose: true }),
  param('maxTokens'),
  param('stopSequences'),
  param('topP', { default: 0.9 }),
  param('topK', { default: 40, loose: true }),
  param('minP', { default: 0 }),
  param('frequencyPenalty', { loose: true }),
  param('presencePenalty', { loose: true }),
  param('repeatPenalty', { default: 1, loose: true }),
  param('seed'),
  param('logprobs'),
  param('reasoningEffort', { options: ['none', 'low', 'medium', 'high'], loose: true }),
  param('responseFormat')
];

/** What most servers take of a model nothing is known of; the ranges are guesses, so none is a rule. */
const usualSampling: ParamSpec[] = [
  param('temperature', { loose: true }),
  param('maxTokens'),
  param('stopSequences'),
  param('topP'),
  param('frequencyPenalty', { loose: true }),
  param('presencePenalty', { loose: true }),
  param('seed'),
  param('logprobs', { loose: true }),
  param('responseFormat')
];

/** Whose models a compatible server has, by the host in its address. */
const tableOfHost: Record<string, Table> = {
  'generativelanguage.googleapis.com': googleTable,
  'api.deepseek.com': deepseekTable,
  'api.mistral.ai': mistralTable,
  'api.groq.com': groqTable
};

function tableOf({ kind, host }: ModelListing): Table | null {
  if (kind === 'openai') return openaiTable;
  if (kind === 'anthropic') return anthropicTable;
  if (kind === 'gemini') return googleTable;
  return kind === 'openai-compatible' ? (tableOfHost[host] ?? null) : null;
}

/** What is known of any model of a kind of connection, before its name is looked at. */
function factsOfKind({ kind, local }: ModelListing): ModelFacts {
  if (kind === 'ollama') return { params: ollamaSampling };
  return { params: local ? localServerSampling : usualSampling };
}

/** Everything the panel and the runner need to know of a model; unknown names get their kind's set. */
export function describeModel(listing: ModelListing): ModelInfo {
  const { connectionId, name, host } = listing;
  const table = tableOf(listing);
  const listed = listing.facts ?? {};
  const facts = mergeFacts(factsOfKind(listing), table ? factsIn(table, name) : {}, listed);
  const local = listing.local && facts.remote !== true;
  return {
    id: `${connectionId}/${name}`,
    connectionId,
    name,
    label: facts.label ?? name,
    ...dialectsOf(listing, facts),
    contextTokens: facts.contextTokens ?? null,
    maxOutputTokens: facts.maxOutputTokens ?? null,
    ...paramsOf(facts, host),
    oneOf: facts.oneOf ?? [],
    input: facts.input ?? null,
    output: facts.output ?? null,
    tools: facts.tools ?? null,
    structuredOutput: facts.structuredOutput ?? null,
    reasoning: facts.reasoning ?? null,
    price: facts.price ?? (local && listing.kind === 'ollama' ? ollamaPrice : null),
    shutdown: facts.shutdownDate
      ? { date: facts.shutdownDate, successor: facts.successor ?? null }
      : null,
    known: facts.known ?? null,
    host,
    local,
    sample: false
  };
}

const ollamaPrice = freePrice('it runs on this machine, in Ollama');

// A compatible server is asked to continue a text by the legacy endpoint first: that is the real thing,
// and most local servers have it.
function dialectsOf(
  { kind, name }: ModelListing,
  { completionsOnly }: ModelFacts
): Pick<ModelInfo, 'textDialect' | 'messagesDialect' | 'background'> {
  if (completionsOnly) return { textDialect: 'openai-completions', messagesDialect: null };
  if (kind === 'openai-compatible')
    return { textDialect: 'openai-completions', messagesDialect: 'openai-chat' };
  // OpenAI's own service has two ways to chat, and which one a model wants is told by its name.
  const { dialect, background } =
    kind === 'openai' ? openaiDialect(name) : { dialect: kind, background: false };
  return { textDialect: dialect, messagesDialect: dialect, ...(background && { background }) };
}

/** The table's parameters, narrowed and completed by what the server said it takes. */
function paramsOf(facts: ModelFacts, host: string): Pick<ModelInfo, 'params' | 'refused'> {
  const { takesOnly, efforts } = facts;
  let params = facts.params ?? [];
  let refused = facts.refused ?? [];

  if (takesOnly) {
    const told = `${host} does not list it among what this model takes.`;
    const before = new Set(params.map(({ name }) => name));
    const dropped = params.filter(({ name }) => !takesOnly.includes(name));
    params = [
      ...params.filter(({ name }) => takesOnly.includes(name)),
      ...takesOnly.filter((name) => !before.has(name)).map((name) => param(name, { loose: true }))
    ];
    refused = [
      ...refused.filter(({ name }) => !takesOnly.includes(name)),
      ...dropped.map(({ name }) => ({ name, reason: told }))
    ];
  }

  if (efforts) {
    const rest = params.filter(({ name }) => name !== 'reasoningEffort');
    const usual = params.find(({ name }) => name === 'reasoningEffort')?.default ?? null;
    params =
      efforts.length > 0
        ? [...rest, param('reasoningEffort', { options: efforts, default: usual })]
        : rest;
    refused = refused.filter(({ name }) => name !== 'reasoningEffort');
    if (efforts.length === 0)
      refused = [...refused, { name: 'reasoningEffort', reason: 'It does not think.' }];
  }

  return { params: params.map((spec) => completed(spec, facts)), refused };
}

/** A spec with the model's own longest answer and its own default. */
function completed(spec: ParamSpec, { defaults, maxOutputTokens }: ModelFacts): ParamSpec {
  const usual = defaults?.[spec.name];
  return {
    ...spec,
    ...(spec.name === 'maxTokens' && maxOutputTokens != null && { max: maxOutputTokens }),
    ...(usual !== undefined && { default: usual })
  };
}

const notForText =
  /embed|whisper|tts|audio|realtime|dall-e|image|moderation|transcribe|sora|rerank|-search-/;

/** Providers list models for pictures and sound beside those for text; only the latter can be run here. */
export function isTextModel(kind: ConnectionKind, name: string): boolean {
  return kind === 'openai' || kind === 'gemini'
    ? !notForText.test(name)
    : !/embed|rerank|whisper/i.test(name);
}
