import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import { sizeIn } from './listed-facts.ts';
import type { ParamName } from '#shared/model-config';
import type { ModelFacts } from '#shared/model-facts';
import type { Modality } from '#shared/models';
import type { Loose } from '#shared/requests/frames';

/** Cloud models are listed like the others, but run at Ollama's and are billed there. */
export function isRemote(item: Loose): boolean {
  return textIn(item, 'remote_host') !== '' || /[:-]cloud$/.test(textIn(item, 'name'));
}

/** What `/api/show` says of a model; older versions say less. */
export function ollamaFacts(details: Loose): ModelFacts {
  const can = listIn(details, 'capabilities');
  const info = objectIn(details, 'model_info');
  const contextName = Object.keys(info ?? {}).find((key) => key.endsWith('.context_length'));
  const trained = contextName === undefined ? null : sizeIn(info, contextName);
  const parameters = parametersIn(textIn(details, 'parameters'));
  const told = can.length > 0;
  const input: Modality[] = ['text'];
  if (can.includes('vision')) input.push('image');
  if (can.includes('audio')) input.push('audio');
  const thinks = can.includes('thinking');
  return {
    // A model made with a smaller window than it was trained for keeps to the smaller one.
    contextTokens: smaller(trained, parameters.contextTokens),
    defaults: parameters.defaults,
    ...(told && {
      input,
      output: ['text'],
      tools: can.includes('tools'),
      reasoning: thinks,
      structuredOutput: true,
      efforts: thinks ? effortsOf(details) : []
    })
  };
}

/** The efforts it knows by name; a model that thinks or does not takes any of the usual names. */
function effortsOf(details: Loose): string[] | null {
  const thinking = details['thinking'];
  const values = isObject(thinking) ? listIn(thinking, 'values') : [];
  const named = values.filter((value) => typeof value === 'string');
  return named.length === 0 ? null : [...(values.includes(false) ? ['none'] : []), ...named];
}

const ours: Record<string, ParamName> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  repeat_penalty: 'repeatPenalty',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty'
};

/** A Modelfile's parameters come as lines of text: `temperature    0.7`. */
function parametersIn(text: string) {
  const defaults: Partial<Record<ParamName, number>> = {};
  let contextTokens: number | null = null;
  for (const line of text.split('\n')) {
    const [name = '', value = ''] = line.trim().split(/\s+/);
    const number = Number(value);
    if (value === '' || !Number.isFinite(number)) continue;
    if (name === 'num_ctx' && number > 0) contextTokens = number;
    const known = Object.hasOwn(ours, name) ? ours[name] : undefined;
    if (known) defaults[known] = number;
  }
  return { defaults, contextTokens };
}

function smaller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
