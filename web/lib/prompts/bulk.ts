import type { Prompt } from '#shared/collections';
import { positionBetween } from '#shared/positions';
import type { Edit, Store } from '$lib/data/store';
import type { Undo } from './prompts';

type Change = Edit<'prompts'>;

/**
 * Changes many prompts at once, everywhere together; one undo takes all of it back. Answers how many
 * there were to change, and the undo.
 */
export async function changePrompts(
  store: Store,
  ids: readonly string[],
  changeOf: (prompt: Prompt) => Change | null
): Promise<{ count: number; undo: Undo }> {
  const rows = await store.db.prompts.bulkGet([...ids]);
  const changes = rows.flatMap((row) => {
    const change = row ? changeOf(row) : null;
    return row && change ? [{ id: row.id, change, before: pick(row, change) }] : [];
  });
  await write(changes.map(({ id, change }) => ({ id, change })));
  return {
    count: changes.length,
    undo: () => write(changes.map(({ id, before }) => ({ id, change: before })))
  };

  function write(all: { id: string; change: Change }[]): Promise<void> {
    return store.group(async (tx) => {
      for (const { id, change } of all) await tx.edit('prompts', id, change);
    });
  }
}

function pick(row: Prompt, change: Change): Change {
  return Object.fromEntries(
    Object.keys(change).map((field) => [field, row[field as keyof Change & keyof Prompt]])
  );
}

export function movePrompts(store: Store, ids: readonly string[], projectId: string | null) {
  return changePrompts(store, ids, (prompt) =>
    prompt.projectId === projectId ? null : { projectId }
  );
}

export function trashPrompts(store: Store, ids: readonly string[]) {
  const deletedAt = store.now();
  return changePrompts(store, ids, (prompt) => (prompt.deletedAt === null ? { deletedAt } : null));
}

export function favouritePrompts(store: Store, ids: readonly string[], favourite: boolean) {
  return changePrompts(store, ids, (prompt) =>
    prompt.favourite === favourite ? null : { favourite }
  );
}

/** Gives and takes tags; the other tags of each prompt stay. */
export function tagPrompts(
  store: Store,
  ids: readonly string[],
  { add, remove }: { add: readonly string[]; remove: readonly string[] }
) {
  return changePrompts(store, ids, ({ tags }) => {
    const next = [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])];
    return next.length === tags.length && next.every((tag) => tags.includes(tag))
      ? null
      : { tags: next };
  });
}

/**
 * Puts prompts into a project by hand, before another one of it or, with `null`, at its end. `shown` are
 * the prompts of the project as they stand; those that never got a place get one now.
 */
export async function placePrompts(
  store: Store,
  ids: readonly string[],
  at: { projectId: string | null; before: string | null },
  shown: readonly { id: string; position: string }[]
) {
  const moving = new Set(ids);
  const rest = shown.filter(({ id }) => !moving.has(id));
  const index = at.before === null ? -1 : rest.findIndex(({ id }) => id === at.before);
  const end = index < 0 ? rest.length : index;
  const positions = new Map<string, string>();
  const isPlaced = rest.every(
    ({ position }, i) => position !== '' && position > (rest[i - 1]?.position ?? '')
  );
  const order = isPlaced
    ? [...ids]
    : [...rest.slice(0, end), ...[...moving].map((id) => ({ id })), ...rest.slice(end)].map(
        ({ id }) => id
      );
  let last = isPlaced ? (rest[end - 1]?.position ?? null) : null;
  const next = isPlaced ? (rest[end]?.position ?? null) : null;
  for (const id of order) {
    last = positionBetween(last, next);
    positions.set(id, last);
  }
  return changePrompts(store, order, ({ id }) => {
    const position = positions.get(id) ?? '';
    return moving.has(id) ? { position, projectId: at.projectId } : { position };
  });
}
