import { expect, test } from 'vitest';
import { param } from '#shared/param-specs';
import {
  controlOf,
  optionsOf,
  paramsInOrder,
  placeholderOf,
  probabilityChoices
} from './param-view';

test('a short range is a slider, a long or open one is typed', () => {
  expect(controlOf(param('temperature'))).toBe('slider');
  expect(controlOf(param('maxTokens', { max: 2048 }))).toBe('slider');
  expect(controlOf(param('maxTokens', { max: 128_000 }))).toBe('number');
  expect(controlOf(param('seed'))).toBe('number');
  expect(controlOf(param('logprobs'))).toBe('probabilities');
});

test('what is not set says what happens instead', () => {
  expect(placeholderOf({ kind: 'default', value: 0.7 })).toBe('0.7');
  expect(placeholderOf({ kind: 'default', value: null })).toBe('default');
  expect(placeholderOf({ kind: 'off' })).toBe('not sent');
  expect(placeholderOf({ kind: 'set', value: 1 })).toBeUndefined();
});

test('fixed options come with the default and with not sending', () => {
  const spec = param('reasoningEffort', { options: ['low', 'high'], default: 'low' });
  expect(optionsOf(spec).map(({ label }) => label)).toEqual([
    'Default (low)',
    'low',
    'high',
    'Not sent'
  ]);
});

test('probabilities offer what the model gives, and what another device chose', () => {
  const labels = (max: number, chosen: number | null) =>
    probabilityChoices(param('logprobs', { max }), chosen).map(({ value }) => value);
  expect(labels(20, null)).toEqual(['', '0', '5']);
  expect(labels(3, 1)).toEqual(['', '0', '1', '3']);
});

test('what people turn most comes first, and raw parameters are no part of the row', () => {
  const names = ['seed', 'extra', 'stopSequences', 'topK', 'temperature'] as const;
  expect(paramsInOrder(names.map((name) => param(name))).map(({ name }) => name)).toEqual([
    'temperature',
    'stopSequences',
    'seed',
    'topK'
  ]);
});
