import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo } from '#shared/models';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const noSuch = 'Anthropic’s API has no such parameter.';
const noEffort = 'How hard it thinks cannot be set.';
const ownSampling = 'Claude models after Opus 4.6 sample as they see fit, and refuse this.';

const unknownToApi: ModelInfo['refused'] = (
  ['frequencyPenalty', 'presencePenalty', 'seed', 'logprobs'] as const
).map((name) => ({ name, reason: noSuch }));

const base = {
  input: reads('text, image, file'),
  output: reads('text'),
  tools: true,
  refused: unknownToApi
};

/** Models up to Opus 4.6: temperature, top-p and top-k, of which the later ones take one at a time. */
function sampling(
  contextTokens: number,
  maxOutputTokens: number,
  more: { efforts?: string; structured?: boolean; thinks?: boolean; both?: boolean } = {}
): ModelFacts {
  const { efforts, structured = false, thinks = true, both = false } = more;
  return {
    ...base,
    contextTokens,
    maxOutputTokens,
    reasoning: thinks,
    structuredOutput: structured,
    params: [
      param('temperature', { max: 1 }),
      param('maxTokens'),
      param('stopSequences'),
      param('topP'),
      param('topK'),
      ...(efforts ? [effort(efforts, 'high')] : []),
      ...(structured ? [param('responseFormat')] : [])
    ],
    refused: efforts
      ? unknownToApi
      : [{ name: 'reasoningEffort', reason: noEffort }, ...unknownToApi],
    oneOf: both ? [] : [['temperature', 'topP']]
  };
}

/** Models since Opus 4.7: nothing but how hard to think. */
function thinking(
  contextTokens: number | null,
  maxOutputTokens: number | null,
  usual = 'high'
): ModelFacts {
  return {
    ...base,
    contextTokens,
    maxOutputTokens,
    reasoning: true,
    structuredOutput: true,
    params: [
      param('maxTokens'),
      param('stopSequences'),
      effort('low medium high xhigh max', usual),
      param('responseFormat')
    ],
    refused: [
      ...(['temperature', 'topP', 'topK'] as const).map((name) => ({ name, reason: ownSampling })),
      ...unknownToApi
    ]
  };
}

function effort(options: string, usual: string) {
  return param('reasoningEffort', { options: options.split(' '), default: usual });
}

const [k200, million] = [200_000, 1_000_000];
const opus = [5, 0.5, 25] as const;

/** Anthropic's models, from its model pages, its price list and its page of deprecations. */
export const anthropicTable: Table = {
  provider: 'Anthropic',
  asOf: '2026-10-24',
  source: 'platform.claude.com/docs/en/models/overview',
  pricedOn: '2026-10-24',
  priceSource: 'platform.claude.com/docs/en/about-claude/pricing',
  rows: [
    {
      names: ['claude-fable-5-1'],
      facts: thinking(million, 128_000),
      price: [10, 0.25, 50]
    },
    { names: ['claude-fable-5'], facts: thinking(million, 128_000), price: [10, 1, 50] },
    {
      names: ['claude-opus-5-5'],
      facts: thinking(million, 128_000, 'medium'),
      price: [4, 0.2, 20]
    },
    { names: ['claude-opus-5'], facts: thinking(million, 128_000), price: opus },
    { names: ['claude-sonnet-5-5'], facts: thinking(million, 128_000), price: [2, 0.1, 10] },
    { names: ['claude-sonnet-5'], facts: thinking(million, 128_000), price: [2, 0.2, 10] },
    {
      names: ['claude-haiku-5-5'],
      facts: thinking(million, 128_000, 'medium'),
      price: [0.1, 0.01, 0.5],
      above: [100_000, 0.5, 0.05, 2.5]
    },
    { names: ['claude-opus-4-8'], facts: thinking(million, 128_000), price: opus },
    { names: ['claude-opus-4-7'], facts: thinking(million, 128_000), price: opus },
    {
      names: ['claude-opus-4-6'],
      facts: sampling(million, 128_000, { efforts: 'low medium high max', structured: true }),
      price: opus
    },
    {
      names: ['claude-sonnet-4-6'],
      facts: sampling(million, 64_000, { efforts: 'low medium high max', structured: true }),
      price: [3, 0.3, 15]
    },
    {
      names: ['claude-opus-4-5'],
      facts: sampling(k200, 64_000, { efforts: 'low medium high', structured: true }),
      price: opus
    },
    {
      names: ['claude-sonnet-4-5'],
      facts: sampling(k200, 64_000, { structured: true }),
      price: [3, 0.3, 15],
      ends: ['2026-11-30', 'claude-sonnet-5-5']
    },
    {
      names: ['claude-haiku-4-5'],
      facts: sampling(k200, 64_000, { structured: true }),
      price: [1, 0.1, 5]
    },
    {
      names: ['claude-opus-4-1'],
      facts: sampling(k200, 32_000, { structured: true }),
      price: [15, 1.5, 75],
      ends: ['2026-08-05', 'claude-opus-4-8']
    },
    {
      names: ['claude-opus-4', 'claude-opus-4-0'],
      facts: sampling(k200, 32_000, { both: true }),
      price: [15, 1.5, 75],
      ends: ['2026-06-15', 'claude-opus-4-8']
    },
    {
      names: ['claude-sonnet-4', 'claude-sonnet-4-0'],
      facts: sampling(k200, 64_000, { both: true }),
      price: [3, 0.3, 15],
      ends: ['2026-06-15', 'claude-sonnet-4-6']
    },
    {
      names: ['claude-3-7-sonnet'],
      facts: sampling(k200, 64_000, { both: true }),
      price: [3, 0.3, 15],
      ends: ['2026-02-19', 'claude-sonnet-4-6']
    },
    {
      names: ['claude-3-5-haiku'],
      facts: sampling(k200, 8192, { both: true, thinks: false }),
      price: [0.8, 0.08, 4],
      ends: ['2026-02-19', 'claude-haiku-4-5']
    },
    {
      names: ['claude-3-5-sonnet'],
      facts: sampling(k200, 8192, { both: true, thinks: false }),
      price: [3, 0.3, 15],
      ends: ['2025-10-28', 'claude-sonnet-4-6']
    },
    {
      names: ['claude-3-opus'],
      facts: sampling(k200, 4096, { both: true, thinks: false }),
      price: [15, 1.5, 75],
      ends: ['2026-01-05', 'claude-opus-4-8']
    },
    {
      names: ['claude-3-haiku'],
      facts: sampling(k200, 4096, { both: true, thinks: false }),
      price: [0.25, 0.03, 1.25],
      ends: ['2026-04-20', 'claude-haiku-4-5']
    }
  ],
  // A name that is not known is a newer model, and those refuse the old parameters with an error.
  families: [[/./, thinking(null, null)]]
};
