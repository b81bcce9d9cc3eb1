import type { ParamName } from '#shared/model-config';
import type { ParamSpec } from '#shared/models';

/** Every parameter a panel can show, as most models take it; a model's set narrows these. */
export const paramSpecs = {
  temperature: {
    name: 'temperature',
    label: 'Temperature',
    control: 'slider',
    min: 0,
    max: 2,
    step: 0.01,
    default: 1,
    hint: 'How much chance there is in the choice of words: 0 takes the likeliest, higher wanders.'
  },
  maxTokens: {
    name: 'maxTokens',
    label: 'Maximum length',
    control: 'integer',
    min: 1,
    default: null,
    hint: 'How many tokens the answer may have at most; a token is about four characters.'
  },
  topP: {
    name: 'topP',
    label: 'Top P',
    control: 'slider',
    min: 0,
    max: 1,
    step: 0.01,
    default: 1,
    hint: 'Only the likeliest tokens that together reach this share are considered.'
  },
  topK: {
    name: 'topK',
    label: 'Top K',
    control: 'integer',
    min: 0,
    max: 500,
    default: null,
    hint: 'Only this many of the likeliest tokens are considered.'
  },
  minP: {
    name: 'minP',
    label: 'Min P',
    control: 'slider',
    min: 0,
    max: 1,
    step: 0.01,
    default: null,
    hint: 'Tokens less likely than this share of the likeliest one are left out.'
  },
  frequencyPenalty: {
    name: 'frequencyPenalty',
    label: 'Frequency penalty',
    control: 'slider',
    min: -2,
    max: 2,
    step: 0.01,
    default: 0,
    hint: 'Makes a token less likely each time it has been used; below 0 more likely.'
  },
  presencePenalty: {
    name: 'presencePenalty',
    label: 'Presence penalty',
    control: 'slider',
    min: -2,
    max: 2,
    step: 0.01,
    default: 0,
    hint: 'Makes a token less likely once it has been used at all; below 0 more likely.'
  },
  repeatPenalty: {
    name: 'repeatPenalty',
    label: 'Repeat penalty',
    control: 'slider',
    min: 0.5,
    max: 2,
    step: 0.01,
    default: null,
    hint: 'Divides the odds of recently used tokens: 1 does nothing, higher repeats less.'
  },
  stopSequences: {
    name: 'stopSequences',
    label: 'Stop sequences',
    control: 'strings',
    default: null,
    hint: 'The answer ends before the first of these texts.'
  },
  seed: {
    name: 'seed',
    label: 'Seed',
    control: 'integer',
    default: null,
    hint: 'The same seed and the same request give the same answer, as far as the provider keeps to it.'
  },
  n: {
    name: 'n',
    label: 'Alternatives',
    control: 'integer',
    min: 1,
    max: 8,
    default: 1,
    hint: 'How many answers are made at once; each is billed.'
  },
  logprobs: {
    name: 'logprobs',
    label: 'Probabilities',
    control: 'integer',
    min: 0,
    max: 20,
    default: null,
    hint: 'Shows how likely each token was, with this many alternatives.'
  },
  reasoningEffort: {
    name: 'reasoningEffort',
    label: 'Reasoning effort',
    control: 'select',
    options: ['low', 'medium', 'high'],
    default: null,
    hint: 'How long the model thinks before it answers; thinking is billed as output.'
  },
  responseFormat: {
    name: 'responseFormat',
    label: 'Response format',
    control: 'json',
    default: null,
    hint: 'Asks for JSON, as {"type": "json_object"} or with a JSON Schema.'
  },
  extra: {
    name: 'extra',
    label: 'Raw parameters',
    control: 'json',
    default: null,
    hint: 'A JSON object merged into the request last and as it is, for what has no field here.'
  }
} as const satisfies { [Name in ParamName]: ParamSpec & { name: Name } };

/** A spec, narrowed to what one model takes. */
export function param(name: ParamName, narrowed: Partial<Omit<ParamSpec, 'name'>> = {}): ParamSpec {
  return { ...paramSpecs[name], ...narrowed };
}
