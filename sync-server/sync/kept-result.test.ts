import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptResult, keptText } from './kept-result.ts';
import type { KeptResult } from './kept-result.ts';

const mid = 'm1';
const result: KeptResult = {
  mid,
  seq: 7,
  status: 'applied',
  code: null,
  detail: null,
  effs: { name: 5, text: 5 },
  bases: { name: null, text: null }
};

const path = fc.constantFrom('name', 'text', 'modelConfig.temperature', '__proto__x');
const anyResult = fc.record({
  mid: fc.constant(mid),
  seq: fc.constant(7),
  status: fc.constantFrom('applied', 'merged', 'lost', 'conflict', 'rejected'),
  code: fc.constantFrom(null, 'NOT_FOUND'),
  detail: fc.option(fc.string()),
  effs: fc.dictionary(path, fc.constantFrom(1, 2), { noNullPrototype: true }),
  bases: fc.dictionary(path, fc.constantFrom(null, 'a', 'b'), { noNullPrototype: true })
}) as fc.Arbitrary<KeptResult>;

test('a result reads back as it was kept', () => {
  fc.assert(
    fc.property(anyResult, (kept) => {
      expect(keptResult(mid, 7, keptText(kept))).toEqual(kept);
    })
  );
});

test('what a text was merged as reads back, and nothing is said where there is nothing', () => {
  const merged = { text: { mid: 'm1~m2', eff: 9, over: 'm0' } };
  expect(keptResult(mid, 7, keptText({ ...result, merged }))).toEqual({ ...result, merged });
  expect(keptResult(mid, 7, keptText({ ...result, merged: {} }))).toEqual(result);
});

test('paths over the same base at the same time say both once', () => {
  expect(keptText(result)).toBe('{"status":"applied","paths":["name","text"],"base":null,"eff":5}');
});

test('what was written in full still reads', () => {
  expect(keptResult(mid, 7, JSON.stringify(result))).toEqual(result);
});
