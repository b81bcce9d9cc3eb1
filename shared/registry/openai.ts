import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo, ParamSpec } from '#shared/models';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const stops = param('stopSequences', { max: 4 });
const thinksAlready = 'It thinks before it answers, and OpenAI refuses this for models that do.';
const neverThinks = 'It does not think before it answers.';
const refusesEffort: ModelInfo['refused'] = [{ name: 'reasoningEffort', reason: neverThinks }];

const sampling: ParamSpec[] = [
  param('temperature'),
  param('maxTokens'),
  stops,
  param('topP'),
  param('frequencyPenalty'),
  param('presencePenalty'),
  param('seed'),
  param('logprobs'),
  param('responseFormat')
];

/** A model without a thought of its own takes all the sampling parameters. */
function plain(contextTokens: number, maxOutputTokens: number, input = 'text, image'): ModelFacts {
  return {
    contextTokens,
    maxOutputTokens,
    params: sampling,
    refused: refusesEffort,
    input: reads(input),
    output: reads('text'),
    tools: true,
    structuredOutput: true,
    reasoning: false
  };
}

const refusedByThinking = (
  [
    'temperature',
    'topP',
    'frequencyPenalty',
    'presencePenalty',
    'logprobs',
    'stopSequences'
  ] as const
).map((name) => ({ name, reason: thinksAlready }));

/**
 * Models that think refuse the sampling parameters, as OpenAI's guide on them says. Those that can be
 * told not to think take temperature, top-p and probabilities while they do not.
 */
function thinking(
  contextTokens: number,
  maxOutputTokens: number,
  efforts: string,
  usual = 'medium',
  input = 'text, image, file'
): ModelFacts {
  const options = efforts.split(' ');
  const unthinking = { onlyAtEffort: ['none'] };
  const sometimes = options.includes('none')
    ? [param('temperature', unthinking), param('topP', unthinking), param('logprobs', unthinking)]
    : [];
  const taken = new Set(sometimes.map(({ name }) => name));
  return {
    contextTokens,
    maxOutputTokens,
    params: [
      param('maxTokens'),
      param('reasoningEffort', { options, default: usual }),
      ...sometimes,
      param('responseFormat')
    ],
    refused: refusedByThinking.filter(({ name }) => !taken.has(name)),
    input: reads(input),
    output: reads('text'),
    tools: true,
    structuredOutput: true,
    reasoning: true
  };
}

function legacy(contextTokens: number): ModelFacts {
  return {
    contextTokens,
    maxOutputTokens: contextTokens,
    completionsOnly: true,
    params: [
      param('temperature'),
      param('maxTokens', { default: 16 }),
      stops,
      param('topP'),
      param('frequencyPenalty'),
      param('presencePenalty'),
      param('seed'),
      param('logprobs', { max: 5 })
    ],
    refused: refusesEffort,
    input: reads('text'),
    output: reads('text'),
    tools: false,
    structuredOutput: false,
    reasoning: false
  };
}

/** Chat variants of GPT-5 think or not as they like, and take next to nothing. */
const chatVariant: ModelFacts = {
  contextTokens: 128_000,
  maxOutputTokens: 16_384,
  params: [param('maxTokens'), param('responseFormat')],
  refused: [...refusedByThinking, { name: 'reasoningEffort', reason: neverThinks }],
  input: reads('text, image'),
  output: reads('text'),
  tools: true,
  structuredOutput: true,
  reasoning: false
};

const five = 'minimal low medium high';
const fiveOne = 'none low medium high';
const fiveTwo = 'none low medium high xhigh';
const fiveSix = 'none low medium high xhigh max';
const sixOne = 'low medium high xhigh max';
const three = 'low medium high';
const [k272, long] = [272_000, 1_050_000];
const writes = 'Writing to the cache is billed at 1.25 times the input and is not counted here.';

/** OpenAI's models, from its model pages, its price list and its page of deprecations. */
export const openaiTable: Table = {
  provider: 'OpenAI',
  asOf: '2026-10-28',
  source: 'developers.openai.com/api/docs/models',
  pricedOn: '2026-10-16',
  priceSource: 'developers.openai.com/api/docs/pricing',
  rows: [
    {
      names: ['gpt-6.1-sol'],
      facts: thinking(long, 128_000, sixOne),
      price: [2, 0.1, 10],
      above: [k272, 4, 0.2, 15],
      note: writes
    },
    {
      names: ['gpt-6.1-terra'],
      facts: thinking(long, 128_000, fiveSix),
      price: [1, 0.05, 5],
      above: [k272, 2, 0.1, 7.5],
      note: writes,
      pricedOn: '2026-10-26'
    },
    {
      names: ['gpt-6-astra'],
      facts: thinking(long, 128_000, sixOne),
      price: [10, 1, 50],
      above: [k272, 20, 2, 75],
      note: writes
    },
    {
      names: ['gpt-6-sol'],
      facts: thinking(long, 128_000, fiveSix),
      price: [2, 0.2, 10],
      above: [k272, 4, 0.4, 15],
      note: writes
    },
    {
      names: ['gpt-6-luna'],
      facts: thinking(long, 128_000, fiveSix),
      price: [0.1, 0.01, 0.5],
      above: [k272, 0.2, 0.02, 0.75],
      note: writes
    },
    {
      names: ['gpt-5.6-sol', 'gpt-5.6'],
      facts: thinking(long, 128_000, fiveSix),
      price: [4, 0.4, 20],
      above: [k272, 8, 0.8, 30],
      note: 'An offer announced to last at least until 21 November 2026; before it 5, 0.50 and 30.'
    },
    {
      names: ['gpt-5.6-terra'],
      facts: thinking(long, 128_000, fiveSix),
      price: [2, 0.2, 12],
      above: [k272, 4, 0.4, 18]
    },
    {
      names: ['gpt-5.6-luna'],
      facts: thinking(long, 128_000, fiveSix),
      price: [0.2, 0.02, 1.2],
      above: [k272, 0.4, 0.04, 1.8]
    },
    {
      names: ['gpt-5.5'],
      facts: thinking(long, 128_000, fiveTwo),
      price: [5, 0.5, 30],
      above: [k272, 10, 1, 45]
    },
    {
      names: ['gpt-5.5-pro'],
      facts: thinking(long, 128_000, 'medium high xhigh', 'high'),
      price: [30, null, 180],
      pricedOn: '2026-05-04'
    },
    {
      names: ['gpt-5.4'],
      facts: thinking(long, 128_000, fiveTwo, 'none'),
      price: [2.5, 0.25, 15],
      above: [k272, 5, 0.5, 22.5]
    },
    {
      names: ['gpt-5.4-mini'],
      facts: thinking(400_000, 128_000, fiveTwo, 'none'),
      price: [0.75, 0.075, 4.5]
    },
    {
      names: ['gpt-5.4-nano'],
      facts: thinking(400_000, 128_000, fiveTwo, 'none'),
      price: [0.2, 0.02, 1.25],
      ends: ['2027-04-01', 'gpt-5.6-luna']
    },
    {
      names: ['gpt-5.2'],
      facts: thinking(400_000, 128_000, fiveTwo, 'none'),
      price: [1.75, 0.175, 14]
    },
    {
      names: ['gpt-5.1'],
      facts: thinking(400_000, 128_000, fiveOne, 'none'),
      price: [1.25, 0.125, 10],
      ends: ['2027-04-01', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-5'],
      facts: thinking(400_000, 128_000, five),
      price: [1.25, 0.125, 10],
      ends: ['2026-12-11', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-5-mini'],
      facts: thinking(400_000, 128_000, five),
      price: [0.25, 0.025, 2],
      ends: ['2026-12-11', 'gpt-5.6-terra']
    },
    {
      names: ['gpt-5-nano'],
      facts: thinking(400_000, 128_000, five),
      price: [0.05, 0.005, 0.4],
      ends: ['2026-12-11', 'gpt-5.6-luna']
    },
    // The prices of the next two could not be checked, so they stay unknown.
    {
      names: ['gpt-5-pro'],
      facts: thinking(400_000, 272_000, 'high', 'high'),
      ends: ['2026-12-11', 'gpt-5.6-sol']
    },
    {
      names: ['o3-pro'],
      facts: thinking(200_000, 100_000, three),
      ends: ['2026-12-11', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-4.1'],
      facts: plain(1_047_576, 32_768),
      price: [2, 0.5, 8],
      ends: ['2027-01-14', 'gpt-6-luna']
    },
    {
      names: ['gpt-4.1-mini'],
      facts: plain(1_047_576, 32_768),
      price: [0.4, 0.1, 1.6],
      ends: ['2027-01-14', 'gpt-6-luna']
    },
    {
      names: ['gpt-4.1-nano'],
      facts: plain(1_047_576, 32_768),
      price: [0.1, 0.025, 0.4],
      ends: ['2026-10-23', 'gpt-5.6-luna']
    },
    {
      names: ['gpt-4o'],
      facts: plain(128_000, 16_384),
      price: [2.5, 1.25, 10],
      ends: ['2027-01-14', 'gpt-6-luna']
    },
    {
      names: ['gpt-4o-2024-05-13'],
      facts: plain(128_000, 4096),
      price: [5, null, 15],
      ends: ['2026-10-23', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-4o-mini'],
      facts: plain(128_000, 16_384),
      price: [0.15, 0.075, 0.6],
      ends: ['2027-01-14', 'gpt-6-luna']
    },
    {
      names: ['o3'],
      facts: thinking(200_000, 100_000, three),
      price: [2, 0.5, 8],
      ends: ['2026-12-11', 'gpt-5.6-sol']
    },
    {
      names: ['o4-mini'],
      facts: thinking(200_000, 100_000, three),
      price: [1.1, 0.275, 4.4],
      ends: ['2026-10-23', 'gpt-5.6-terra']
    },
    {
      names: ['o3-mini'],
      facts: thinking(200_000, 100_000, three, 'medium', 'text'),
      price: [1.1, 0.55, 4.4],
      ends: ['2026-10-23', 'gpt-5.6-sol']
    },
    {
      names: ['o1'],
      facts: thinking(200_000, 100_000, three),
      price: [15, 7.5, 60],
      ends: ['2026-10-23', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-4-turbo'],
      facts: plain(128_000, 4096),
      price: [10, null, 30],
      ends: ['2026-10-23', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-4', 'gpt-4-0613'],
      facts: plain(8192, 8192, 'text'),
      price: [30, null, 60],
      ends: ['2026-10-23', 'gpt-5.6-sol']
    },
    {
      names: ['gpt-3.5-turbo', 'gpt-3.5-turbo-0125'],
      facts: plain(16_385, 4096, 'text'),
      price: [0.5, null, 1.5],
      ends: ['2026-10-23', 'gpt-5.6-terra']
    },
    {
      names: ['gpt-3.5-turbo-instruct'],
      facts: legacy(4096),
      price: [1.5, null, 2],
      ends: ['2026-09-28', 'gpt-5.4-mini']
    },
    {
      names: ['davinci-002'],
      facts: legacy(16_384),
      price: [2, null, 2],
      ends: ['2026-09-28', 'gpt-5.4-mini']
    },
    {
      names: ['babbage-002'],
      facts: legacy(16_384),
      price: [0.4, null, 0.4],
      ends: ['2026-09-28', 'gpt-5.4-mini']
    }
  ],
  families: [
    [/^gpt-3\.5-turbo-instruct/, legacy(4096)],
    [/^gpt-[5-9].*-chat/, chatVariant],
    [/^gpt-5(-|$)/, thinking(400_000, 128_000, five)],
    [/^gpt-5/, thinking(400_000, 128_000, fiveTwo)],
    [/^gpt-[6-9]/, thinking(long, 128_000, sixOne)],
    [/^o\d/, thinking(200_000, 100_000, three)],
    [/^gpt-4\.1/, plain(1_047_576, 32_768)],
    [/^(chatgpt-4o|gpt-4o)/, plain(128_000, 16_384)],
    [/^gpt-4-(turbo|\d{4}-preview)/, plain(128_000, 4096)],
    [/^gpt-3\.5-turbo/, plain(16_385, 4096, 'text')]
  ]
};
