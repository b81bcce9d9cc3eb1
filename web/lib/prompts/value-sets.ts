import { toAppError } from '#shared/errors';
import type { AppError } from '#shared/errors';
import type { ValueSet } from '#shared/collections';
import type { ImportedSet } from '#shared/value-import';
import type { Store } from '$lib/data/store';
import type { Undo } from './prompts';

type Values = Record<string, unknown>;

/** So many go into one transaction: enough to be quick, and what one types in between is still saved. */
const atOnce = 500;
const chosenKey = (promptId: string) => `valueSet.${promptId}`;

/** A prompt's living value sets, oldest first: rows of one import keep their order. */
export async function listValueSets(db: Store['db'], promptId: string): Promise<ValueSet[]> {
  const sets = await db.valueSets.where({ promptId }).toArray();
  return sets
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Which set was chosen last for this prompt, on this device. */
export async function chosenValueSet(db: Store['db'], promptId: string): Promise<string | null> {
  const row = await db.kv.get(chosenKey(promptId));
  return typeof row?.value === 'string' ? row.value : null;
}

export async function chooseValueSet(
  db: Store['db'],
  promptId: string,
  id: string | null
): Promise<void> {
  if (id === null) await db.kv.delete(chosenKey(promptId));
  else await db.kv.put({ key: chosenKey(promptId), value: id });
}

export function createValueSet(
  store: Store,
  promptId: string,
  name: string,
  values: Values
): Promise<ValueSet> {
  return store.create('valueSets', { promptId, name: setName(name), values });
}

export function renameValueSet(store: Store, id: string, name: string): Promise<void> {
  return store.edit('valueSets', id, { name: setName(name) });
}

/** Puts these values in the place of those of a set. */
export async function updateValueSet(store: Store, id: string, values: Values): Promise<Undo> {
  const before = await store.db.valueSets.get(id);
  await store.edit('valueSets', id, { values });
  return async () => {
    if (before) await store.edit('valueSets', id, { values: before.values });
  };
}

/** To the trash. */
export async function deleteValueSet(store: Store, id: string): Promise<Undo> {
  await store.edit('valueSets', id, { deletedAt: store.now() });
  return () => store.edit('valueSets', id, { deletedAt: null });
}

/**
 * Adds many sets, in their order, some at a time so that the page stays quick.
 * @param onprogress hears how many there are by now
 * @param signal ends it early; what was added until then stays
 * @returns what was added, also where it ended early: `problem` says why (a full disk)
 */
export async function importValueSets(
  store: Store,
  promptId: string,
  sets: readonly ImportedSet[],
  onprogress: (done: number) => void = () => undefined,
  signal?: AbortSignal
): Promise<{ ids: string[]; undo: Undo; problem: AppError | null }> {
  const ids: string[] = [];
  const undo = () => deleteAll(store, ids);
  for (let at = 0; at < sets.length && !signal?.aborted; at += atOnce) {
    try {
      const made = await inTransaction(store, sets.slice(at, at + atOnce), (tx, { name, values }) =>
        tx.create('valueSets', { promptId, name: setName(name), values }).then(({ id }) => id)
      );
      ids.push(...made);
    } catch (reason) {
      return { ids, undo, problem: toAppError(reason) };
    }
    onprogress(ids.length);
  }
  return { ids, undo, problem: null };
}

async function deleteAll(store: Store, ids: readonly string[]): Promise<void> {
  const deletedAt = store.now();
  for (let at = 0; at < ids.length; at += atOnce)
    await inTransaction(store, ids.slice(at, at + atOnce), (tx, id) =>
      tx.edit('valueSets', id, { deletedAt })
    );
}

/** Writes something for each of these in one transaction, in their order. */
function inTransaction<T, R>(
  store: Store,
  items: readonly T[],
  write: (tx: Pick<Store, 'create' | 'edit'>, item: T) => Promise<R>
): Promise<R[]> {
  return store.group(async (tx) => {
    const written: R[] = [];
    for (const item of items) written.push(await write(tx, item));
    return written;
  });
}

/** Whether a set says the same of these variables as `values` does. */
export function sameValues(set: Values, values: Values, names: readonly string[]): boolean {
  const said = (value: unknown) => (value === undefined || value === '' ? null : value);
  return names.every((name) => said(set[name]) === said(values[name]));
}

/** What of the values belongs to the prompt's variables; what is empty is left out. */
export function valuesOf(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return value === undefined || value === null || value === '' ? [] : [[name, value]];
    })
  );
}

/** A renamed variable is filled as before, also in the sets and after an undo: both names are kept. */
export async function renameInValueSets(
  store: Store,
  promptId: string,
  from: string,
  to: string
): Promise<void> {
  const sets = (await listValueSets(store.db, promptId)).filter(({ values }) => from in values);
  for (let at = 0; at < sets.length; at += atOnce)
    await inTransaction(store, sets.slice(at, at + atOnce), (tx, { id, values }) =>
      tx.edit('valueSets', id, { values: { ...values, [to]: values[from] } })
    );
}

/** A list of this many is quick to open. */
const shownAtOnce = 500;

/** Those around the one at this index, where there are too many for a list. */
export function nearestSets(sets: readonly ValueSet[], at: number): readonly ValueSet[] {
  if (sets.length <= shownAtOnce) return sets;
  const from = Math.max(0, Math.min(at - shownAtOnce / 2, sets.length - shownAtOnce));
  return sets.slice(from, from + shownAtOnce);
}

function setName(name: string): string {
  return name.trim().slice(0, 200) || 'Untitled set';
}
