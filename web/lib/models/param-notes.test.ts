import { expect, test } from 'vitest';
import { describeModel } from '#shared/model-registry';
import type { ModelConfig } from '#shared/model-config';
import { refusalsOf } from './param-notes';

function refused(name: string, config: ModelConfig) {
  const listing = { connectionId: 'c', kind: 'openai', host: 'h', local: false } as const;
  return refusalsOf(config, describeModel({ ...listing, name })).map(({ reason, params }) => [
    reason,
    params.map(({ label, kept }) => (kept === null ? label : `${label} ${kept}`))
  ]);
}

test('what a model is known to refuse is told by its reason, and a value that is kept with it', () => {
  expect(refused('o3', { temperature: 0.7, topK: null })).toEqual([
    [
      'It thinks before it answers, and OpenAI refuses this for models that do.',
      [
        'Temperature 0.7',
        'Top P',
        'Frequency penalty',
        'Presence penalty',
        'Probabilities',
        'Stop sequences'
      ]
    ]
  ]);
});

test('a value for a parameter nobody mentioned is told too, one that is not set is not', () => {
  expect(refused('gpt-4.1', { topK: 40 })).toEqual([
    ['It does not think before it answers.', ['Reasoning effort']],
    ['This model is not known to take it.', ['Top K 40']]
  ]);
});

test('a parameter that waits for another setting says which', () => {
  const sentence = 'Taken only while the reasoning effort is none.';
  const reasons = (config: ModelConfig) => refused('gpt-5.4', config).map(([reason]) => reason);
  expect(reasons({ reasoningEffort: 'high' })).toContain(sentence);
  expect(reasons({})).not.toContain(sentence);
});
