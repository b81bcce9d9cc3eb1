import { expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { openStore } from '$lib/presets/testing/open-store';
import type { Row } from './db';
import { runNumber } from './run-number';
import { transact } from './transact';

test('runs of a prompt are numbered from the first, also two that began together', async () => {
  const { db } = openStore();
  const rows = ['a', 'b', 'c', 'd'].map((id, at) => ({
    ...aRecord('runs', { id, promptId: id === 'd' ? 'q' : 'p', startedAt: at === 2 ? 1 : at }),
    id,
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    $sync: { scope: 'someone', seq: 1, stamps: {} }
  })) as Row<'runs'>[];
  await transact(db, ['runs'], () => db.runs.bulkPut(rows));
  const numbers = await Promise.all(rows.map((row) => runNumber(db, row)));
  expect(numbers).toEqual([1, 2, 3, 1]);
  // What the server called it stands, whatever is kept of those before it.
  const told = { id: 'e', promptId: 'p', startedAt: 9, number: 38 };
  expect(await runNumber(db, told)).toBe(38);
});
