import { listPrice, withoutDate } from '#shared/model-prices';
import { openaiDialect } from '#shared/openai-dialect';
import { param } from '#shared/param-specs';
import type { Dialect, ModelInfo, ParamSpec } from '#shared/models';

/** What a configured provider speaks. `openai` is api.openai.com; `openai-compatible` any other server. */
export const connectionKinds = [
  'openai',
  'openai-compatible',
  'anthropic',
  'gemini',
  'ollama'
] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** What is known of a model before anything of its own is: who serves it, and what its list said. */
export interface ModelListing {
  connectionId: string;
  kind: ConnectionKind;
  name: string;
  /** For people: "api.openai.com", "this server, port 11434". */
  host: string;
  /** It runs on this machine, so it costs nothing and takes what local servers take. */
  local: boolean;
  contextTokens?: number | null;
  maxOutputTokens?: number | null;
}

interface Facts {
  textDialect: Dialect;
  messagesDialect: Dialect | null;
  params: ParamSpec[];
  contextTokens: number | null;
  maxOutputTokens: number | null;
}

const common = [param('maxTokens'), param('stopSequences')];
const penalties = [param('frequencyPenalty'), param('presencePenalty')];

const openaiSampling: ParamSpec[] = [
  param('temperature'),
  ...common,
  param('topP'),
  ...penalties,
  param('seed'),
  param('logprobs'),
  param('responseFormat')
];

/** Models that think refuse every sampling parameter. */
function openaiReasoning(options: string[]): ParamSpec[] {
  return [
    param('maxTokens'),
    param('reasoningEffort', { options, default: 'medium' }),
    param('responseFormat')
  ];
}

const legacySampling: ParamSpec[] = [
  param('temperature'),
  param('maxTokens', { default: 16 }),
  param('stopSequences'),
  param('topP'),
  ...penalties,
  param('seed'),
  param('logprobs', { max: 5 })
];

/** llama.cpp, LM Studio, vLLM and their kin. */
const localServerSampling: ParamSpec[] = [
  param('temperature', { default: null }),
  ...common,
  param('topP', { default: null }),
  param('topK'),
  param('minP'),
  ...penalties,
  param('repeatPenalty'),
  param('seed'),
  param('logprobs'),
  param('responseFormat')
];

const ollamaSampling: ParamSpec[] = [
  param('temperature', { default: 0.8 }),
  ...common,
  param('topP', { default: 0.9 }),
  param('topK', { default: 40 }),
  param('minP', { default: 0 }),
  ...penalties,
  param('repeatPenalty', { default: 1 }),
  param('seed'),
  param('logprobs'),
  param('reasoningEffort', { options: ['none', 'low', 'medium', 'high'] }),
  param('responseFormat')
];

const anthropicSampling: ParamSpec[] = [
  param('temperature', { max: 1 }),
  ...common,
  param('topP'),
  param('topK')
];

/** A family: the first pattern that fits the name without its date says what the model takes. */
type Family = readonly [pattern: RegExp, facts: Facts];

function openai(params: ParamSpec[], contextTokens: number, maxOutputTokens: number): Facts {
  const dialect = 'openai-chat';
  return { textDialect: dialect, messagesDialect: dialect, params, contextTokens, maxOutputTokens };
}

function legacy(contextTokens: number): Facts {
  return {
    textDialect: 'openai-completions',
    messagesDialect: null,
    params: legacySampling,
    contextTokens,
    maxOutputTokens: contextTokens
  };
}

const threeEfforts = ['low', 'medium', 'high'];
const openaiFamilies: Family[] = [
  [/^gpt-3\.5-turbo-instruct/, legacy(4096)],
  [/^(davinci|babbage)-002$/, legacy(16_384)],
  [/^gpt-5.*-chat/, openai([param('maxTokens'), param('responseFormat')], 128_000, 16_384)],
  [
    /^gpt-5$|^gpt-5-(mini|nano)/,
    openai(openaiReasoning(['minimal', ...threeEfforts]), 400_000, 128_000)
  ],
  [/^gpt-5/, openai(openaiReasoning(['none', ...threeEfforts]), 400_000, 128_000)],
  [/^o\d/, openai(openaiReasoning(threeEfforts), 200_000, 100_000)],
  [/^gpt-4\.1/, openai(openaiSampling, 1_047_576, 32_768)],
  [/^(chatgpt-4o|gpt-4o)/, openai(openaiSampling, 128_000, 16_384)],
  [/^gpt-4-(turbo|\d{4}-preview)/, openai(openaiSampling, 128_000, 4096)],
  [/^gpt-4$|^gpt-4-\d{4}$/, openai(openaiSampling, 8192, 8192)],
  [/^gpt-3\.5-turbo/, openai(openaiSampling, 16_385, 4096)]
];

function anthropic(
  params: ParamSpec[],
  contextTokens: number | null,
  maxOutputTokens: number | null
): Facts {
  const dialect = 'anthropic';
  return { textDialect: dialect, messagesDialect: dialect, params, contextTokens, maxOutputTokens };
}

const effort = param('reasoningEffort', { default: 'high' });
const anthropicFamilies: Family[] = [
  [/^claude-3-(opus|sonnet|haiku)$/, anthropic(anthropicSampling, 200_000, 4096)],
  [/^claude-3-5-/, anthropic(anthropicSampling, 200_000, 8192)],
  [/^claude-3-7-/, anthropic(anthropicSampling, 200_000, 64_000)],
  [/^claude-opus-4(-[01])?$/, anthropic(anthropicSampling, 200_000, 32_000)],
  [/^claude-(sonnet|haiku)-4(-[05])?$/, anthropic(anthropicSampling, 200_000, 64_000)],
  [/^claude-opus-4-[56]$/, anthropic([...anthropicSampling, effort], 200_000, 64_000)]
];

/**
 * Models after Claude Opus 4.6 refuse temperature, top_p and top_k with a 400 (the provider's SDK
 * removed the fields), so an unknown name gets neither; what else it takes goes in as raw parameters.
 */
const newerAnthropic = anthropic([...common, effort], null, null);

const geminiSampling: ParamSpec[] = [
  param('temperature'),
  ...common,
  param('topP'),
  param('topK'),
  ...penalties,
  param('seed'),
  param('responseFormat')
];
const geminiThinking = (options: string[]) => [
  ...geminiSampling,
  param('reasoningEffort', { options })
];

function gemini(params: ParamSpec[], contextTokens: number | null, maxOutputTokens: number | null) {
  const dialect: Dialect = 'gemini';
  return { textDialect: dialect, messagesDialect: dialect, params, contextTokens, maxOutputTokens };
}

const geminiFamilies: Family[] = [
  [/^gemini-2\.0-/, gemini([...geminiSampling, param('logprobs')], 1_048_576, 8192)],
  [/^gemini-2\.5-pro/, gemini(geminiThinking(threeEfforts), 1_048_576, 65_536)],
  [/^gemini-2\.5-/, gemini(geminiThinking(['none', ...threeEfforts]), 1_048_576, 65_536)],
  [/^gemini-3(\.\d+)?-pro/, gemini(geminiThinking(['low', 'high']), 1_048_576, 65_536)],
  [/^gemini-\d/, gemini(geminiThinking(['minimal', ...threeEfforts]), null, null)]
];
const genericGemini = gemini(geminiSampling, null, null);

const genericOpenai: Facts = {
  textDialect: 'openai-chat',
  messagesDialect: 'openai-chat',
  params: [...openaiSampling],
  contextTokens: null,
  maxOutputTokens: null
};

// A compatible server is asked to continue a text by the legacy endpoint first: that is the real thing,
// and most local servers have it.
const remoteCompatible: Facts = { ...genericOpenai, textDialect: 'openai-completions' };
const localCompatible: Facts = { ...remoteCompatible, params: localServerSampling };
const genericOllama: Facts = {
  textDialect: 'ollama',
  messagesDialect: 'ollama',
  params: ollamaSampling,
  contextTokens: null,
  maxOutputTokens: null
};

function factsOf({ kind, name, local }: ModelListing): Facts {
  const plain = withoutDate(name);
  const among = (families: Family[]) => families.find(([pattern]) => pattern.test(plain))?.[1];
  if (kind === 'openai') return among(openaiFamilies) ?? genericOpenai;
  if (kind === 'anthropic') return among(anthropicFamilies) ?? newerAnthropic;
  if (kind === 'gemini') return among(geminiFamilies) ?? genericGemini;
  if (kind === 'ollama') return genericOllama;
  return local ? localCompatible : remoteCompatible;
}

/** Everything the panel and the runner need to know of a model; unknown names get their kind's set. */
export function describeModel(listing: ModelListing): ModelInfo {
  const { connectionId, kind, name, host, local } = listing;
  const facts = factsOf(listing);
  const maxOutputTokens = listing.maxOutputTokens ?? facts.maxOutputTokens;
  return {
    id: `${connectionId}/${name}`,
    connectionId,
    name,
    label: name,
    ...dialectsOf(kind, name, facts),
    contextTokens: listing.contextTokens ?? facts.contextTokens,
    maxOutputTokens,
    params: facts.params.map((spec) => withLimit(spec, maxOutputTokens)),
    price: priceOf(kind, name, local),
    host,
    sample: false
  };
}

/** OpenAI's own service has two ways to chat, and which one a model wants is told by its name. */
function dialectsOf(kind: ConnectionKind, name: string, facts: Facts) {
  const { textDialect, messagesDialect } = facts;
  if (kind !== 'openai' || textDialect !== 'openai-chat') return { textDialect, messagesDialect };
  const { dialect, background } = openaiDialect(name);
  return { textDialect: dialect, messagesDialect: dialect, ...(background && { background }) };
}

function withLimit(spec: ParamSpec, maxOutputTokens: number | null): ParamSpec {
  return spec.name === 'maxTokens' && maxOutputTokens !== null
    ? { ...spec, max: maxOutputTokens }
    : spec;
}

/** What runs here costs nothing; another company's prices for the same name are not ours to guess. */
function priceOf(kind: ConnectionKind, name: string, local: boolean): ModelInfo['price'] {
  if (local) return { input: 0, output: 0, asOf: '' };
  return kind === 'openai' || kind === 'anthropic' ? listPrice(name) : null;
}

const notForText =
  /embed|whisper|tts|audio|realtime|dall-e|image|moderation|transcribe|sora|rerank|-search-/;

/** Providers list models for pictures and sound beside those for text; only the latter can be run here. */
export function isTextModel(kind: ConnectionKind, name: string): boolean {
  return kind === 'openai' || kind === 'gemini'
    ? !notForText.test(name)
    : !/embed|rerank|whisper/i.test(name);
}
