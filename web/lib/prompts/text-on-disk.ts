import type { Prompt } from '#shared/collections';
import type { MarkedText } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import type { Database, Placement } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** Inside the transaction that writes it down; what it throws leaves everything as it was. */
export type MakePlacement = (prompt: Prompt, text: string) => Placement | Promise<Placement>;

/** `stale`: the text on disk is not the one the writer started from, and nothing was written. */
export type SaveOutcome = 'saved' | 'stale';

/** Text and placement as they stand together. @throws AppError NOT_FOUND */
export async function readText(db: Database, id: string) {
  const found = await db.transaction('r', [db.prompts, db.placements], async () => ({
    row: await db.prompts.get(id),
    placement: (await db.placements.get(id)) ?? null
  }));
  if (!found.row) throw new AppError('NOT_FOUND');
  return { row: found.row, placement: found.placement };
}

/** Not in a group: while no run is live, saves that wait for the network become one. */
export async function saveText(
  store: Store,
  id: string,
  text: MarkedText,
  expected: string
): Promise<SaveOutcome> {
  try {
    await store.edit('prompts', id, { text }, (row) => row.text.content === expected);
    return 'saved';
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return 'stale';
    throw error;
  }
}

/** Text and the place of its live run, in one transaction; with `isOver` the place is forgotten. */
export function saveTextWithPlace(
  store: Store,
  text: MarkedText,
  placement: Placement,
  { expected, isOver }: { expected: string; isOver: boolean }
): Promise<SaveOutcome> {
  const id = placement.promptId;
  return store.group(
    async (tx) => {
      const row = await store.db.prompts.get(id);
      if (!row) throw new AppError('NOT_FOUND');
      const there = await store.db.placements.get(id);
      const known = there?.idempotencyKey === placement.idempotencyKey;
      if (!known || row.text.content !== expected) return 'stale';
      await tx.edit('prompts', id, { text });
      if (isOver) await store.db.placements.delete(id);
      else await store.db.placements.put(placement);
      return 'saved';
    },
    ['placements']
  );
}

/**
 * Writes a run's place down. `alongside` names device tables that `make` writes too.
 * @returns null if the text on disk is not the expected one, or has a live run already
 */
export function placeRun(
  store: Store,
  id: string,
  expected: string,
  make: MakePlacement,
  alongside: string[]
): Promise<Placement | null> {
  return store.group(async () => {
    const row = await store.db.prompts.get(id);
    if (!row) throw new AppError('NOT_FOUND');
    if (row.text.content !== expected || (await store.db.placements.get(id))) return null;
    const made = await make(row, row.text.content);
    await store.db.placements.put(made);
    return made;
  }, ['placements', ...alongside]);
}

/** The run has an id now; a reload can ask for it by that. */
export async function nameRun(db: Database, placement: Placement, runId: string): Promise<void> {
  await db.placements.where({ promptId: placement.promptId }).modify((row) => {
    if (row.idempotencyKey === placement.idempotencyKey) row.runId = runId;
  });
}
