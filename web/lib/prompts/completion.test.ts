import { describe, expect, test } from 'vitest';
import { freePrice } from '#shared/model-price';
import { whyNotRun } from './completion-blocker';
import { estimateRun } from './completion-estimate';

const ready = { blank: false, model: 'sample/sample', offered: true, live: false };

describe('what stands between a prompt and its run', () => {
  test('nothing, when there is text, a model and a server', () => {
    expect(whyNotRun(ready)).toBeNull();
    expect(whyNotRun({ ...ready, offered: null })).toBeNull();
  });

  test('each obstacle is a sentence with a next step', () => {
    expect(whyNotRun({ ...ready, blank: true })).toContain('Write something');
    expect(whyNotRun({ ...ready, model: null })).toContain('Choose one');
    expect(whyNotRun({ ...ready, offered: false })).toContain('Choose another');
    expect(whyNotRun({ ...ready, live: true })).toContain('Stop it');
  });
});

describe('estimating a run', () => {
  const price = {
    rates: { input: 10_000_000, output: 30_000_000, cachedInput: null, reasoning: null },
    long: null,
    asOf: '2026-01-01',
    source: 'test',
    note: null
  };
  const model = { contextTokens: 100, price };

  test('says by how much a prompt is too long', () => {
    expect(estimateRun(480, 10, model)).toEqual({
      prompt: 120,
      context: 100,
      over: 20,
      costNanoUsd: 120 * 10 + 10 * 30
    });
  });

  test('an unknown price stays unknown, and a free model costs nothing', () => {
    expect(estimateRun(40, 10, { contextTokens: null, price: null }).costNanoUsd).toBeNull();
    expect(estimateRun(40, null, model).costNanoUsd).toBeNull();
    const free = { contextTokens: null, price: freePrice('test') };
    expect(estimateRun(40, null, free).costNanoUsd).toBe(0);
  });
});
