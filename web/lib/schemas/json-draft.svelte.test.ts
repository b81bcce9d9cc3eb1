import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import { JsonDraft } from './json-draft.svelte';

test('an invalid text survives its editor, and goes once it is valid', async () => {
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  await new JsonDraft(db, 'schema.p1').set('{"type": ');
  const next = new JsonDraft(db, 'schema.p1');
  await next.open();
  expect(next.text).toBe('{"type": ');
  await next.set(null);
  const last = new JsonDraft(db, 'schema.p1');
  await last.open();
  expect(last.text).toBeNull();
});

test('what one types while the draft is on its way stays', async () => {
  const db = openDatabase('someone', { indexedDB: new IDBFactory(), IDBKeyRange });
  await new JsonDraft(db, 'a').set('old');
  const draft = new JsonDraft(db, 'a');
  const opening = draft.open();
  await draft.set('new');
  await opening;
  expect(draft.text).toBe('new');
});
