import { freePrice, perMillionOfTokens } from '#shared/model-price';
import { modalities } from '#shared/models';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import type { ParamName } from '#shared/model-config';
import type { ModelFacts } from '#shared/model-facts';
import type { Price } from '#shared/model-price';
import type { Modality } from '#shared/models';
import type { Loose } from '#shared/requests/frames';

// What a server says of a model in its own list. Every server has words of its own; what it does not
// say stays unsaid, and the table fills it.

/** One entry of a list in OpenAI's form, from whichever server. `today` is `YYYY-MM-DD`. */
export function listedFacts(item: Loose, today: string): ModelFacts {
  return {
    label: textIn(item, 'display_name') || nameFor(item),
    contextTokens: contextOf(item),
    maxOutputTokens:
      sizeIn(objectIn(item, 'top_provider'), 'max_completion_tokens') ?? // OpenRouter
      sizeIn(item, 'max_completion_tokens') ?? // Groq
      sizeIn(item, 'max_output_tokens'),
    ...modalitiesOf(item),
    ...takenBy(item),
    price: runnerPrice(item) ?? openrouterPrice(item, today),
    shutdownDate: dayOf(item, 'shutdown_date') ?? dayOf(item, 'expiration_date')
  };
}

/** One entry of Anthropic's list. */
export function anthropicFacts(item: Loose): ModelFacts {
  const can = objectIn(item, 'capabilities');
  const supports = (name: string) => {
    const told = can && objectIn(can, name)?.['supported'];
    return typeof told === 'boolean' ? told : null;
  };
  const effort = can && objectIn(can, 'effort');
  const levels = ['low', 'medium', 'high', 'xhigh', 'max'].filter(
    (level) => effort && objectIn(effort, level)?.['supported'] === true
  );
  const input: Modality[] = ['text'];
  if (supports('image_input')) input.push('image');
  if (supports('pdf_input')) input.push('file');
  return {
    label: textIn(item, 'display_name') || null,
    contextTokens: sizeIn(item, 'max_input_tokens'),
    maxOutputTokens: sizeIn(item, 'max_tokens'),
    input: can ? input : null,
    structuredOutput: supports('structured_outputs'),
    reasoning: supports('thinking'),
    efforts: effort ? levels : null
  };
}

/** A context or a limit of 0 tokens is a field nobody filled in. */
export function sizeIn(from: Loose | null, name: string): number | null {
  const value = from?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function nameFor(item: Loose): string | null {
  // OpenRouter names its models for people; elsewhere `name` is the id once more.
  return objectIn(item, 'architecture') ? textIn(item, 'name') || null : null;
}

/** How long the context is. What is loaded counts before what the model was trained for. */
function contextOf(item: Loose): number | null {
  const meta = objectIn(item, 'meta');
  return (
    sizeIn(item, 'loaded_context_length') ?? // LM Studio
    sizeIn(objectIn(item, 'top_provider'), 'context_length') ?? // OpenRouter, as it is served
    sizeIn(item, 'context_length') ?? // OpenRouter
    sizeIn(item, 'max_model_len') ?? // vLLM
    sizeIn(item, 'max_context_length') ?? // Mistral, LM Studio
    sizeIn(item, 'context_window') ?? // Groq
    sizeIn(meta, 'n_ctx') ?? // llama.cpp, as it was started
    sizeIn(meta, 'n_ctx_train') // llama.cpp
  );
}

function modalitiesOf(item: Loose): Pick<ModelFacts, 'input' | 'output'> {
  const architecture = objectIn(item, 'architecture');
  if (architecture) {
    const of = (name: string) => {
      const told = listIn(architecture, name);
      const known = modalities.filter((modality) => told.includes(modality));
      return known.length > 0 ? known : null;
    };
    return { input: of('input_modalities'), output: of('output_modalities') };
  }
  const can = objectIn(item, 'capabilities'); // Mistral
  if (typeof can?.['vision'] === 'boolean')
    return { input: can['vision'] ? ['text', 'image'] : ['text'] };
  const type = textIn(item, 'type'); // LM Studio
  if (type === 'vlm') return { input: ['text', 'image'], output: ['text'] };
  if (type === 'llm') return { input: ['text'], output: ['text'] };
  return {};
}

const listedParams: Record<string, ParamName> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  frequency_penalty: 'frequencyPenalty',
  presence_penalty: 'presencePenalty',
  repetition_penalty: 'repeatPenalty',
  seed: 'seed',
  stop: 'stopSequences',
  logprobs: 'logprobs',
  reasoning: 'reasoningEffort',
  response_format: 'responseFormat'
};

const everyEffort = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** What it takes: OpenRouter's list of parameters, or the capabilities of Mistral and LM Studio. */
function takenBy(item: Loose): ModelFacts {
  const told = listIn(item, 'supported_parameters').filter((name) => typeof name === 'string');
  if (told.length === 0) return capabilitiesOf(item);
  const names = Object.keys(listedParams).filter((name) => told.includes(name));
  const thinks = told.includes('reasoning');
  return {
    takesOnly: ['maxTokens', ...names.flatMap((name) => listedParams[name] ?? [])],
    tools: told.includes('tools'),
    structuredOutput: told.includes('structured_outputs') || told.includes('response_format'),
    reasoning: thinks,
    ...(thinks && { efforts: effortsOf(objectIn(item, 'reasoning')) }),
    defaults: defaultsIn(objectIn(item, 'default_parameters') ?? {}, objectIn(item, 'reasoning'))
  };
}

function effortsOf(reasoning: Loose | null): string[] {
  const told = listIn(reasoning ?? {}, 'supported_efforts').filter(
    (one) => typeof one === 'string'
  );
  const all = told.length > 0 ? everyEffort.filter((one) => told.includes(one)) : everyEffort;
  const more = told.filter((one) => !everyEffort.includes(one));
  return [...all, ...more].filter((one) => one !== 'none' || reasoning?.['mandatory'] !== true);
}

function defaultsIn(parameters: Loose, reasoning: Loose | null): ModelFacts['defaults'] {
  const found: ModelFacts['defaults'] = {};
  for (const [name, ours] of Object.entries(listedParams)) {
    const value = parameters[name];
    if (typeof value === 'number') found[ours] = value;
  }
  const effort = textIn(reasoning ?? {}, 'default_effort');
  return effort === '' ? found : { ...found, reasoningEffort: effort };
}

function capabilitiesOf(item: Loose): ModelFacts {
  const listed = item['capabilities'];
  if (Array.isArray(listed)) return { tools: listed.includes('tool_use') }; // LM Studio
  if (!isObject(listed)) return {};
  const told = (name: string) => (typeof listed[name] === 'boolean' ? listed[name] : null);
  return { tools: told('function_calling'), reasoning: told('reasoning') }; // Mistral
}

/** Servers that run a model themselves say who they are; they cost nothing. A proxy may cost anything. */
function runnerPrice(item: Loose): Price | null {
  const runners: Record<string, string> = {
    llamacpp: 'llama.cpp',
    vllm: 'vLLM',
    koboldcpp: 'KoboldCpp',
    sglang: 'SGLang',
    organization_owner: 'LM Studio'
  };
  const owner = textIn(item, 'owned_by');
  const runner = Object.hasOwn(runners, owner) ? runners[owner] : null;
  return runner ? freePrice(`it runs on your own server, in ${runner}`) : null;
}

/** Dollars per token as text. Free of charge is said as "0"; a price that varies as "-1". */
function openrouterPrice(item: Loose, today: string): Price | null {
  const pricing = objectIn(item, 'pricing');
  const rate = (name: string) => perMillionOfTokens(textIn(pricing ?? {}, name));
  const [input, output] = [rate('prompt'), rate('completion')];
  if (input === null || output === null) return null;
  // Nothing asked for apart is not a gift: it is part of the rest.
  const apart = (name: string) => rate(name) || null;
  const perRequest = apart('request') !== null;
  return {
    rates: {
      input,
      output,
      cachedInput: apart('input_cache_read'),
      reasoning: apart('internal_reasoning')
    },
    long: null,
    asOf: today,
    source: 'the provider’s own list',
    note: perRequest ? 'A charge for each request comes on top.' : null
  };
}

function dayOf(item: Loose, name: string): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(textIn(item, name))?.[0] ?? null;
}
