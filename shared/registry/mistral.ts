import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo, ParamSpec } from '#shared/models';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const refused: ModelInfo['refused'] = [
  { name: 'seed', reason: 'Mistral calls it random_seed; set that under Raw parameters.' },
  { name: 'logprobs', reason: 'Mistral gives no probabilities.' }
];

const sampling: ParamSpec[] = [
  param('temperature', { max: 1.5, default: null }),
  param('maxTokens'),
  param('stopSequences'),
  param('topP'),
  param('frequencyPenalty'),
  param('presencePenalty'),
  param('responseFormat')
];

function mistral(
  contextTokens: number | null,
  more: { thinks?: boolean; input?: string } = {}
): ModelFacts {
  const { thinks = false, input = 'text, image' } = more;
  const effort = param('reasoningEffort', { options: ['none', 'high'] });
  return {
    contextTokens,
    params: thinks ? [...sampling, effort] : sampling,
    refused,
    input: reads(input),
    output: reads('text'),
    tools: true,
    structuredOutput: true,
    reasoning: thinks
  };
}

const k256 = 256_000;

/** Mistral's models, from its model cards. Its own list says more of each, and is believed first. */
export const mistralTable: Table = {
  provider: 'Mistral',
  asOf: '2026-10-06',
  source: 'docs.mistral.ai/models',
  pricedOn: '2026-10-06',
  priceSource: 'docs.mistral.ai/models',
  rows: [
    {
      names: ['mistral-large-4', 'mistral-large-4-0'],
      facts: mistral(1_048_576, { thinks: true }),
      price: [0.68, 0.07, 2.09],
      note: 'The preview’s price; the list price is twice that.'
    },
    {
      names: ['mistral-medium-3-5', 'mistral-medium-3.5', 'mistral-medium-2604', 'mistral-medium'],
      facts: mistral(k256, { thinks: true }),
      price: [1.5, null, 7.5],
      pricedOn: '2026-08-27'
    },
    // Their prices could not be checked, so they stay unknown.
    { names: ['mistral-small-2603', 'mistral-small-4'], facts: mistral(k256, { thinks: true }) },
    { names: ['codestral-2508', 'codestral'], facts: mistral(k256, { input: 'text' }) }
  ],
  families: [
    [/^(codestral|open-mixtral|open-mistral)/, mistral(null, { input: 'text' })],
    [/./, mistral(null)]
  ]
};
