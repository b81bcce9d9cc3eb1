import { expect, it } from 'vitest';
import { retentionOf, retentionWords, type Retention } from './retention.ts';

const project = (id: string, parentId: string | null, retention: Retention) => ({
  id,
  name: id,
  parentId,
  position: id,
  retention
});
const keep: Retention = { mode: 'keep', days: null };
const week: Retention = { mode: 'days', days: 7 };
const never: Retention = { mode: 'never', days: null };

it('is the nearest rule above, or nothing', () => {
  const all = [project('a', null, week), project('b', 'a', keep), project('c', 'b', never)];
  expect(retentionOf('a', all).rule).toEqual(week);
  expect(retentionOf('b', all)).toMatchObject({ rule: week, from: { id: 'a' } });
  expect(retentionOf('c', all).rule).toEqual(never);
  expect(retentionOf(null, all)).toEqual({ rule: keep, from: null });
  expect(retentionOf('gone', all).rule).toEqual(keep);
});

it('one day is said as one', () => {
  expect(retentionWords({ mode: 'days', days: 1 })).toContain('everywhere 1 day after');
  expect(retentionWords({ mode: 'days', days: 7 })).toContain('everywhere 7 days after');
});
