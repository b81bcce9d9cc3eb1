import { sampleModelId } from '#shared/model-config';
import { freePrice } from '#shared/model-price';
import type { ModelInfo } from '#shared/models';
import { param } from '#shared/param-specs';
import { sampleDefaults } from '#shared/sample-model/settings';

/** Tokens the sample model takes, prompt and answer together. */
export const contextTokens = 8192;
const maxOutputTokens = 4096;

/** It is called a sample wherever it appears, so that nobody takes it for more. */
export const sampleModelInfo: ModelInfo = {
  id: sampleModelId,
  connectionId: 'sample',
  name: 'sample',
  label: 'Sample model',
  textDialect: 'sample',
  messagesDialect: 'sample',
  contextTokens,
  maxOutputTokens,
  params: [
    param('temperature', { default: sampleDefaults.temperature }),
    param('maxTokens', {
      max: maxOutputTokens,
      default: sampleDefaults.maxTokens,
      hint: 'How many tokens the completion may have at most; it may end before that by itself.'
    }),
    param('topP', { default: sampleDefaults.topP }),
    param('topK', {
      max: 100,
      default: sampleDefaults.topK,
      hint: 'Only this many of the likeliest tokens are considered; 0 considers all of them.'
    }),
    param('minP', { default: sampleDefaults.minP }),
    param('frequencyPenalty', { default: sampleDefaults.frequencyPenalty }),
    param('presencePenalty', { default: sampleDefaults.presencePenalty }),
    param('repeatPenalty', {
      default: sampleDefaults.repeatPenalty,
      hint: 'Makes the last few lines less likely to come again, also the prompt’s: 1 does nothing.'
    }),
    param('stopSequences'),
    param('seed', {
      hint: 'With the same seed, prompt and parameters the completion is always the same.'
    }),
    param('logprobs')
  ],
  refused: [],
  oneOf: [],
  input: ['text'],
  output: ['text'],
  tools: false,
  structuredOutput: false,
  reasoning: false,
  price: freePrice('it is part of this app'),
  shutdown: null,
  known: null,
  host: 'on this server',
  local: true,
  sample: true
};
