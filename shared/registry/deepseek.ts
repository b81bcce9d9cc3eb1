import type { ModelFacts } from '#shared/model-facts';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const ignored =
  'It has no effect while the model thinks, which DeepSeek’s models do by themselves.';

function thinking(efforts: string, input: string): ModelFacts {
  return {
    contextTokens: 1_000_000,
    maxOutputTokens: 393_216,
    params: [
      param('maxTokens'),
      param('reasoningEffort', { options: efforts.split(' '), default: 'high' }),
      param('stopSequences', { max: 16 }),
      param('responseFormat')
    ],
    refused: (['temperature', 'topP', 'frequencyPenalty', 'presencePenalty'] as const).map(
      (name) => ({ name, reason: ignored })
    ),
    input: reads(input),
    output: reads('text'),
    tools: true,
    structuredOutput: false,
    reasoning: true
  };
}

const peak =
  'The rate of peak hours (01–04 and 06–10 UTC, Monday to Friday); at other times it is half.';

/** DeepSeek's models, from its page of models and prices and its guide on thinking. */
export const deepseekTable: Table = {
  provider: 'DeepSeek',
  asOf: '2026-10-27',
  source: 'api-docs.deepseek.com/guides/thinking_mode',
  pricedOn: '2026-10-27',
  priceSource: 'api-docs.deepseek.com/quick_start/pricing',
  rows: [
    {
      names: ['deepseek-flash', 'deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'],
      facts: thinking('low high max', 'text, image'),
      price: [0.3, 0.006, 1.2],
      note: peak
    },
    {
      names: ['deepseek-v4-pro'],
      facts: thinking('high max', 'text'),
      price: [1.32, 0.044, 3.96],
      note: peak
    }
  ],
  families: [[/^deepseek-/, thinking('low high max', 'text')]]
};
