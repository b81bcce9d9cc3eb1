import { expect, test } from 'vitest';
import {
  noSnapshotQuery,
  snapshotFilterOf,
  snapshotQueryOf,
  snapshotSearchOf
} from './snapshot-query';

test('what is asked stands in the address and is read from it again', () => {
  const query = { q: 'a & b', kind: 'run', tag: 'good', days: '7' } as const;
  expect(snapshotQueryOf(new URLSearchParams(snapshotSearchOf(query)))).toEqual(query);
  expect(snapshotSearchOf(noSnapshotQuery)).toBe('');
  expect(snapshotQueryOf(new URLSearchParams('?kind=car&days=3'))).toEqual(noSnapshotQuery);
});

test('the days begin at midnight', () => {
  const now = new Date(2026, 10, 21, 15).getTime();
  const { from } = snapshotFilterOf({ ...noSnapshotQuery, days: '1' }, now);
  expect(from).toBe(new Date(2026, 10, 21).getTime());
});
