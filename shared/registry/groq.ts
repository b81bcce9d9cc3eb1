import type { ModelFacts } from '#shared/model-facts';
import type { ModelInfo, ParamSpec } from '#shared/models';
import { param } from '#shared/param-specs';
import { reads } from './table.ts';
import type { Table } from './table.ts';

const refused: ModelInfo['refused'] = [
  { name: 'logprobs', reason: 'Groq refuses it with an error for every model.' }
];

const sampling: ParamSpec[] = [
  param('temperature'),
  param('maxTokens'),
  param('stopSequences', { max: 4 }),
  param('topP'),
  param('seed'),
  param('responseFormat')
];

function groq(
  contextTokens: number | null,
  maxOutputTokens: number | null,
  efforts = ''
): ModelFacts {
  const effort = param('reasoningEffort', { options: efforts.split(' '), default: 'medium' });
  return {
    contextTokens,
    maxOutputTokens,
    refused,
    params: efforts === '' ? sampling : [...sampling, effort],
    input: reads('text'),
    output: reads('text'),
    tools: true,
    structuredOutput: true,
    reasoning: efforts !== ''
  };
}

/** Groq's models, from its page of supported models and its notes on compatibility. */
export const groqTable: Table = {
  provider: 'Groq',
  asOf: '2026-05-27',
  source: 'console.groq.com/docs/models',
  pricedOn: '2026-05-27',
  priceSource: 'console.groq.com/docs/models',
  rows: [
    {
      names: ['openai/gpt-oss-120b'],
      facts: groq(131_072, 65_536, 'low medium high'),
      price: [0.15, 0.075, 0.6]
    },
    {
      names: ['openai/gpt-oss-20b'],
      facts: groq(131_072, 65_536, 'low medium high'),
      price: [0.075, null, 0.3]
    },
    {
      names: ['llama-3.3-70b-versatile'],
      facts: groq(131_072, 32_768),
      price: [0.59, null, 0.79],
      ends: ['2026-08-16', 'openai/gpt-oss-120b']
    }
  ],
  // What a name alone does not tell, such as pictures, Groq's list does not tell either.
  families: [[/./, { params: sampling, refused }]]
};
