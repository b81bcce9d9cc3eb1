import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chipsOf, filterOf, isAsking, noQuery, queryOf, searchOf } from './run-query';
import type { RunQuery } from './run-query';

const aQuery: fc.Arbitrary<RunQuery> = fc.record({
  status: fc.constantFrom('' as const, 'failed' as const, 'done' as const),
  model: fc.constantFrom('', 'local/llama:8b', 'a b&c=d'),
  prompt: fc.constantFrom('', 'p1'),
  version: fc.constantFrom('', 'v1'),
  tag: fc.constantFrom('', 'kitchen & garden'),
  rating: fc.constantFrom('' as const, 'none' as const, '3' as const),
  days: fc.constantFrom('' as const, '7' as const),
  from: fc.constantFrom('', '2026-03-01'),
  to: fc.constantFrom('', '2026-03-02')
});
const none = () => new Set<string>();

test('an address says the same as the query it was made of', () => {
  fc.assert(
    fc.property(aQuery, (query) => {
      expect(queryOf(new URLSearchParams(searchOf(query)))).toEqual(query);
      expect(isAsking(query)).toBe(searchOf(query) !== '');
    })
  );
});

test('what an address may not say is passed over', () => {
  const params = new URLSearchParams('status=lost&rating=9&days=x&from=yesterday&other=1&model=m');
  expect(queryOf(params)).toEqual({ ...noQuery, model: 'm' });
});

test('days are those of the person’s clock, and the last one is included', () => {
  const now = new Date(2026, 2, 10, 15, 30).getTime();
  const of = (query: Partial<RunQuery>) => filterOf({ ...noQuery, ...query }, now, none);
  expect(of({ days: '1' }).from).toBe(new Date(2026, 2, 10).getTime());
  expect(of({ days: '7' }).from).toBe(new Date(2026, 2, 4).getTime());
  const between = of({ from: '2026-03-01', to: '2026-03-02' });
  expect(between.from).toBe(new Date(2026, 2, 1).getTime());
  expect(between.to).toBe(new Date(2026, 2, 3).getTime());
  expect(of({ rating: 'none' }).rating).toBe(0);
});

test('taking a chip away takes what hangs on it too', () => {
  const known = { model: (id: string) => id, prompt: () => 'Chef', version: () => 'v3' };
  const query: RunQuery = { ...noQuery, prompt: 'p1', version: 'v', rating: '4' };
  const chips = chipsOf(query, known);
  expect(chips.map(({ label }) => label)).toEqual(['Chef', 'v3', '★ 4 or more']);
  expect(chips[0]?.without).toEqual({ ...noQuery, rating: '4' });
});
