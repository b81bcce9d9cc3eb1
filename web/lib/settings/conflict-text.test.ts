import { expect, test } from 'vitest';
import { conflictText } from './conflict-text';

const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: 1 });

test('a lone text is given as it was typed', () => {
  const set = { text: change({ content: 'Dear Ada,\nthank you.', spans: [] }) };
  expect(conflictText({ set })).toBe('Dear Ada,\nthank you.');
});

test('several fields are told apart, and nothing of them is left out', () => {
  const set = { name: change('Letter'), 'modelConfig.temperature': change(0.2) };
  expect(conflictText({ set })).toBe('name:\nLetter\n\nmodelConfig.temperature:\n0.2');
});
