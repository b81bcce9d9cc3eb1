import { expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { injectStorageFaults } from '$lib/testing/storage-faults';
import { exportDevice, missingWords } from './device-export';

test('an export holds every record, also what waits and what the server refused', async () => {
  const db = openDatabase('export');
  let count = 0;
  const store = createStore({ db, scope: 'u:x', now: () => 1, newId: () => `id-${count++}` });
  for (let n = 0; n < 510; n++) await store.create('presets', { name: `Preset ${n}` });
  await db.quarantine.put({
    mid: 'm',
    key: 'presets/x',
    code: 'IMMUTABLE',
    detail: null,
    content: { kept: true },
    at: 1
  });

  const exported = await exportDevice(db, 0);
  expect(exported.failed).toEqual([]);
  const text = await exported.file.text();
  const file = JSON.parse(text) as { exportedAt: string; tables: Record<string, unknown[]> };
  expect(file.exportedAt).toBe('1970-01-01T00:00:00.000Z');
  expect(file.tables['presets']).toHaveLength(510);
  expect(file.tables['outbox']).toHaveLength(510);
  expect(file.tables['quarantine']).toEqual([expect.objectContaining({ content: { kept: true } })]);
  expect(file.tables['prompts']).toEqual([]);
  db.close();
});

test('a table that cannot be read is named, and the rest is in the file', async () => {
  const db = openDatabase('export-broken');
  const faults = injectStorageFaults(db);
  let count = 0;
  const store = createStore({ db, scope: 'u:x', now: () => 1, newId: () => `id-${count++}` });
  await store.create('presets', { name: 'Calm' });
  faults.fail('prompts', 'UnknownError', 9);

  const { file, failed } = await exportDevice(db, 0);
  const written = JSON.parse(await file.text()) as { tables: object; failed: { table: string }[] };
  expect(written.tables).toMatchObject({ prompts: [], presets: [{ name: 'Calm' }], outbox: [{}] });
  expect(written.failed.map(({ table }) => table)).toEqual(['prompts']);
  expect(missingWords(failed)).toContain('prompts');
  db.close();
});
