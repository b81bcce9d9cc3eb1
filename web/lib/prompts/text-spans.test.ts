import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Span } from '#shared/prompt-fields';
import { lastRunIn, mapSpans, spansOfRun, tidySpans } from './text-spans';
import type { Replacement } from './text-spans';

/** One letter per character says who wrote it: the plain reading of spans, to compare with. */
function owners(length: number, spans: readonly Span[]): (string | null)[] {
  const letters: (string | null)[] = Array.from({ length }, () => null);
  for (const { from, to, runId } of spans) letters.fill(runId, from, to);
  return letters;
}

function edited(letters: (string | null)[], edits: readonly Replacement[]): (string | null)[] {
  const result: (string | null)[] = [];
  let at = 0;
  for (const { fromA, toA, fromB, toB } of edits) {
    result.push(...letters.slice(at, fromA), ...Array.from({ length: toB - fromB }, () => null));
    at = toA;
  }
  return [...result, ...letters.slice(at)];
}

const scene = fc
  .record({
    length: fc.integer({ min: 0, max: 40 }),
    cuts: fc.array(fc.tuple(fc.nat(40), fc.nat(6), fc.constantFrom('a', 'b', 'c')), {
      maxLength: 6
    }),
    edits: fc.array(fc.tuple(fc.nat(40), fc.nat(5), fc.nat(4)), { maxLength: 4 })
  })
  .map(({ length, cuts, edits }) => {
    const spans = tidySpans(
      cuts.map(([from, size, runId]) => ({ from, to: from + size, runId })),
      length
    );
    const replacements: Replacement[] = [];
    let end = 0;
    let shift = 0;
    for (const [from, size, put] of [...edits].sort((x, y) => x[0] - y[0])) {
      const fromA = Math.min(Math.max(from, end), length);
      const toA = Math.min(fromA + size, length);
      if (replacements.length > 0 && fromA <= end) continue;
      replacements.push({ fromA, toA, fromB: fromA + shift, toB: fromA + shift + put });
      shift += put - (toA - fromA);
      end = toA;
    }
    return { length, spans, replacements };
  });

describe('mapping spans through edits', () => {
  test('every character keeps its writer and every new one is the person’s', () => {
    fc.assert(
      fc.property(scene, ({ length, spans, replacements }) => {
        const expected = edited(owners(length, spans), replacements);
        expect(owners(expected.length, mapSpans(spans, replacements))).toEqual(expected);
      }),
      { numRuns: 500 }
    );
  });

  test('typing inside model text splits the range in two', () => {
    const spans = mapSpans(
      [{ from: 5, to: 15, runId: 'r' }],
      [{ fromA: 10, toA: 10, fromB: 10, toB: 11 }]
    );
    expect(spans).toEqual([
      { from: 5, to: 10, runId: 'r' },
      { from: 11, to: 16, runId: 'r' }
    ]);
  });

  test('typing at either end of model text leaves it whole', () => {
    const span = [{ from: 5, to: 8, runId: 'r' }];
    expect(mapSpans(span, [{ fromA: 5, toA: 5, fromB: 5, toB: 6 }])).toEqual([
      { from: 6, to: 9, runId: 'r' }
    ]);
    expect(mapSpans(span, [{ fromA: 8, toA: 8, fromB: 8, toB: 9 }])).toEqual(span);
  });
});

test('the last completion is the one of the latest run', () => {
  const spans = [
    { from: 0, to: 1, runId: '02' },
    { from: 2, to: 3, runId: '01' },
    { from: 4, to: 5, runId: null }
  ];
  expect(lastRunIn(spans)).toBe('02');
  expect(lastRunIn([{ from: 0, to: 1, runId: null }])).toBeNull();
  expect(lastRunIn([])).toBeUndefined();
  expect(spansOfRun(spans, '01')).toEqual([{ from: 2, to: 3, runId: '01' }]);
});
