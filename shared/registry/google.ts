import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo } from '#shared/models';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const refused: ModelInfo['refused'] = (['frequencyPenalty', 'presencePenalty'] as const).map(
  (name) => ({ name, reason: 'Gemini models refuse it since 2.5.' })
);

/** Gemini takes sampling parameters also from models that think; the levels differ. */
function gemini(levels: string, usual: string | null): ModelFacts {
  return {
    contextTokens: 1_048_576,
    maxOutputTokens: 65_536,
    refused,
    params: [
      param('temperature'),
      param('maxTokens'),
      param('stopSequences', { max: 5 }),
      param('topP', { default: 0.95 }),
      param('reasoningEffort', { options: levels.split(' '), default: usual }),
      param('seed'),
      param('responseFormat')
    ],
    input: reads('text, image, audio, video, file'),
    output: reads('text'),
    tools: true,
    structuredOutput: true,
    reasoning: true
  };
}

/** Models before 2.5 do not think, and give probabilities. */
const older: ModelFacts = {
  contextTokens: 1_048_576,
  maxOutputTokens: 8192,
  params: [
    param('temperature'),
    param('maxTokens'),
    param('stopSequences', { max: 5 }),
    param('topP', { default: 0.95 }),
    param('topK'),
    param('frequencyPenalty'),
    param('presencePenalty'),
    param('seed'),
    param('logprobs'),
    param('responseFormat')
  ],
  refused: [{ name: 'reasoningEffort', reason: 'It does not think before it answers.' }],
  input: reads('text, image, audio, video, file'),
  output: reads('text'),
  tools: true,
  structuredOutput: true,
  reasoning: false
};

const four = 'minimal low medium high';
const three = 'low medium high';
const untilNewYear =
  'An offer until 31 December 2026; from 1 January 2027 it is 1.50, 0.15 and 7.50.';
const k200 = 200_000;

/** Google's Gemini models, from its model pages, its price list and its page of deprecations. */
export const googleTable: Table = {
  provider: 'Google',
  asOf: '2026-11-10',
  source: 'ai.google.dev/gemini-api/docs/models',
  pricedOn: '2026-10-07',
  priceSource: 'ai.google.dev/gemini-api/docs/pricing',
  rows: [
    {
      names: ['gemini-3.8-flash'],
      facts: gemini(three, 'medium'),
      price: [0.75, 0.075, 3.75],
      note: untilNewYear
    },
    {
      names: ['gemini-3.7-flash'],
      facts: gemini(three, 'medium'),
      price: [0.75, 0.075, 3.75],
      note: untilNewYear,
      pricedOn: '2026-09-30'
    },
    {
      names: ['gemini-3.6-flash'],
      facts: gemini(four, 'medium'),
      price: [0.75, 0.075, 3.75],
      note: untilNewYear,
      pricedOn: '2026-09-30'
    },
    {
      names: ['gemini-3.5-flash'],
      facts: gemini(four, 'medium'),
      price: [1.5, 0.15, 9]
    },
    {
      names: ['gemini-3.5-flash-lite'],
      facts: gemini(four, 'minimal'),
      price: [0.3, 0.03, 2.5]
    },
    {
      names: ['gemini-3.1-pro-preview'],
      facts: gemini(three, 'high'),
      price: [2, 0.2, 12],
      above: [k200, 4, 0.4, 18]
    },
    {
      names: ['gemini-3.1-flash-lite'],
      facts: gemini(four, 'minimal'),
      price: [0.25, 0.025, 1.5],
      pricedOn: '2026-08-01',
      ends: ['2027-05-07', 'gemini-3.5-flash-lite']
    },
    {
      names: ['gemini-2.5-pro'],
      facts: gemini(three, null),
      price: [1.25, 0.125, 10],
      above: [k200, 2.5, 0.25, 15],
      ends: ['2026-12-01', 'gemini-3.8-flash']
    },
    {
      names: ['gemini-2.5-flash'],
      facts: gemini(`none ${three}`, null),
      price: [0.3, 0.03, 2.5],
      note: 'Audio read costs more.',
      ends: ['2026-12-01', 'gemini-3.5-flash-lite']
    },
    {
      names: ['gemini-2.5-flash-lite'],
      facts: gemini(`none ${three}`, null),
      price: [0.1, 0.01, 0.4],
      note: 'Audio read costs more.'
    },
    {
      names: ['gemini-2.0-flash', 'gemini-2.0-flash-001'],
      facts: older,
      ends: ['2026-06-01', 'gemini-3.6-flash']
    }
  ],
  families: [
    [/^gemini-(1|2\.0)/, older],
    [/^gemini-/, gemini(three, null)]
  ]
};
