import { classOf } from '#shared/collections';
import { same } from '#shared/same';
import type { Store } from '$lib/data/store';
import type { RowChange } from './prompt-history.svelte';

type Fields = Record<string, unknown>;

/** The fields of `after` that differ from the record, as a change; `null` where none does. */
export function rowChange(
  collection: RowChange['collection'],
  row: { id: string },
  after: Fields
): RowChange | null {
  const fields = Object.keys(after).filter((field) => !same(Reflect.get(row, field), after[field]));
  if (fields.length === 0) return null;
  return {
    collection,
    id: row.id,
    before: Object.fromEntries(fields.map((field) => [field, Reflect.get(row, field)])),
    after: Object.fromEntries(fields.map((field) => [field, after[field]]))
  };
}

/**
 * What takes a change back from the record as it is now: only what still stands as the change left it.
 * `null` where nothing does.
 */
export function takenBack(
  row: { id: string },
  { collection, id, before, after }: RowChange
): RowChange | null {
  const now: Fields = {};
  const then: Fields = {};
  for (const field of Object.keys(after)) {
    const stands: unknown = Reflect.get(row, field);
    const back =
      classOf(collection, field) === 'leaves'
        ? leavesBack(asFields(stands), asFields(before[field]), asFields(after[field]))
        : same(stands, after[field])
          ? before[field]
          : stands;
    if (same(back, stands)) continue;
    now[field] = stands;
    then[field] = back;
  }
  if (Object.keys(then).length === 0) return null;
  return { collection, id, before: now, after: then };
}

export async function writeRow(
  tx: Pick<Store, 'edit'>,
  { collection, id, after }: RowChange
): Promise<void> {
  if (collection === 'prompts') await tx.edit('prompts', id, after);
  else await tx.edit('promptMessages', id, after);
}

/** Takes changes back together, as far as they still stand. Answers what it changed. */
export function takeBackRows(
  { db, group }: Pick<Store, 'db' | 'group'>,
  rows: readonly RowChange[]
): Promise<RowChange[]> {
  return group(async (tx) => {
    const found: RowChange[] = [];
    for (const change of rows) {
      const row = await db.table(change.collection).get(change.id);
      const back = row ? takenBack(row as { id: string }, change) : null;
      if (!back) continue;
      await writeRow(tx, back);
      found.push(back);
    }
    return found;
  });
}

function leavesBack(stands: Fields, before: Fields, after: Fields): Fields {
  const back = { ...stands };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key]) || !same(stands[key], after[key])) continue;
    if (before[key] === undefined) delete back[key];
    else back[key] = before[key];
  }
  return back;
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
