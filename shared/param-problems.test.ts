import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeModel } from '#shared/model-registry';
import { paramProblems } from '#shared/param-problems';
import type { ConnectionKind } from '#shared/model-registry';
import type { ModelConfig } from '#shared/model-config';

function problems(kind: ConnectionKind, name: string, config: ModelConfig) {
  const info = describeModel({ connectionId: 'c', kind, name, host: 'h', local: false });
  return paramProblems(config, info).map(({ sentence }) => sentence);
}

test.each<[ConnectionKind, string, ModelConfig, RegExp]>([
  ['anthropic', 'claude-haiku-4-5', { temperature: 1.5 }, /^Temperature can be at most 1 /],
  ['openai', 'gpt-4o', { topP: -0.1 }, /^Top P has to be at least 0 /],
  ['openai', 'gpt-4o', { maxTokens: 20_000 }, /at most 16,384 for this model; it is 20,000\.$/],
  ['openai', 'gpt-4o', { maxTokens: 1.5 }, /whole number/],
  ['openai', 'gpt-4o', { stopSequences: ['a', 'b', 'c', 'd', 'e'] }, /at most 4 .*there are 5/],
  ['openai', 'gpt-5', { reasoningEffort: 'xhigh' }, /“xhigh”.*minimal, low, medium, high/],
  ['anthropic', 'claude-sonnet-4-5', { temperature: 1, topP: 1 }, /^Top P cannot be sent together/]
])('%s %s: %o is a problem that is named', (kind, name, config, sentence) => {
  expect(problems(kind, name, config)).toEqual([expect.stringMatching(sentence)]);
});

test.each<[ConnectionKind, string, ModelConfig]>([
  ['openai', 'gpt-5', { temperature: 7 }], // not taken, so not sent
  ['openai-compatible', 'unheard', { temperature: 3, stopSequences: ['1', '2', '3', '4', '5'] }],
  ['openai', 'gpt-4o', { temperature: null, maxTokens: null }],
  ['openai', 'gpt-4o', { extra: { temperature: 9 } }],
  ['anthropic', 'claude-sonnet-4-5', { temperature: 1, topP: null }],
  ['anthropic', 'claude-opus-4-8', { temperature: 1, topP: 1 }]
])('%s %s: %o is none', (kind, name, config) => {
  expect(problems(kind, name, config)).toEqual([]);
});

test('what the model does by itself is never a problem', () => {
  const names = ['gpt-4o', 'gpt-5', 'gpt-6.1-sol', 'o3', 'davinci-002', 'unheard'];
  fc.assert(
    fc.property(fc.constantFrom(...names), (name) => {
      const listing = { connectionId: 'c', kind: 'openai', host: 'h', local: false } as const;
      const info = describeModel({ ...listing, name });
      const usual = Object.fromEntries(info.params.map((spec) => [spec.name, spec.default]));
      expect(paramProblems(usual, info)).toEqual([]);
    })
  );
});
