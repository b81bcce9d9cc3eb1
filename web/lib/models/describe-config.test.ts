import { expect, test } from 'vitest';
import { describeConfig } from './describe-config';

test('a config is said in a few words', () => {
  expect(
    describeConfig({
      model: 'local/llama3:8b',
      temperature: 0.7,
      topK: null,
      stopSequences: ['###', '\n\n'],
      extra: { mirostat: 2 }
    })
  ).toBe(
    'llama3:8b, temperature 0.7, top k not sent, stop sequences "###" "\\n\\n", raw parameters set'
  );
  expect(describeConfig({})).toBe('');
});
