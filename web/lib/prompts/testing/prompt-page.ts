import { ChangeSet } from '@codemirror/state';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { AppError } from '#shared/errors';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import type { Store } from '$lib/data/store';
import type { RunPorts } from '$lib/runs/ports';
import type { FieldText } from '../field-text.svelte';
import { makePrompt, newPromptRecords, readPrompt } from '../prompt-records';
import type { PromptRecords } from '../prompt-records';
import { PromptSession } from '../prompt-session.svelte';

let clock = 1_000_000;

export function openStore(indexedDB = new IDBFactory()): Store {
  return createStore({
    db: openDatabase('tester', { indexedDB, IDBKeyRange }),
    scope: 'user:tester',
    now: () => ++clock,
    newId: () => crypto.randomUUID()
  });
}

/** No server anywhere. */
const ports: RunPorts = {
  open: () => Promise.reject(new AppError('OFFLINE')),
  feed: null,
  slots: { take: () => () => undefined },
  visible: () => true,
  frame: (work) => {
    work();
    return () => undefined;
  },
  random: () => 0.5,
  rest: () => new Promise(() => undefined),
  onwake: () => () => undefined
};

/** The page of a prompt, as its screen opens it. */
export async function openPage(store: Store, id: string, begun: PromptRecords | null = null) {
  const records = begun ?? (await readPrompt(store.db, id));
  if (!records) throw new Error('It is not here.');
  const session = new PromptSession(
    { store, ports, raw: () => false, after: () => () => undefined },
    records
  );
  const type = (field: FieldText, insert: string, from = field.doc.length, to = from) => {
    clock += 10;
    session.typed(field, ChangeSet.of({ from, to, insert }, field.doc.length), null);
  };
  return {
    session,
    type,
    text: (index: number) => session.textOf(session.messages[index]!),
    shown: () => session.messages.map((row) => `${row.role}: ${session.textOf(row).text}`),
    /** Time enough for the next act to be a step of its own. */
    later: () => (clock += 5000)
  };
}

export async function newPage(store = openStore()) {
  const records = await newPromptRecords(store, null);
  await makePrompt(store, records);
  const { id } = records.prompt;
  return { store, id, ...(await openPage(store, id)) };
}

/** What the device holds of it. */
export async function saved(store: Store, id: string) {
  const records = await readPrompt(store.db, id);
  return (
    records &&
    new PromptSession({ store, ports, raw: () => false, after: () => () => undefined }, records)
      .content
  );
}
