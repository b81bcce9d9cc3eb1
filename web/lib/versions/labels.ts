import { labelId } from '#shared/derived-id';
import type { Store } from '$lib/data/store';
import type { Undo } from './versions';

/**
 * Puts a label on a version, taking it off the one that had it.
 * @param name as `labelName` makes it
 */
export async function setLabel(
  store: Store,
  { promptId, id: versionId }: { promptId: string; id: string },
  name: string
): Promise<Undo> {
  // Two devices that set a label apart make one record, and the later word stands.
  const id = labelId(promptId, name);
  const before = await store.group(async (tx) => {
    const there = await store.db.labels.get(id);
    if (there) await tx.edit('labels', id, { versionId, deletedAt: null });
    else await tx.create('labels', { id, promptId, name, versionId });
    return there;
  });
  return () => {
    if (!before) return store.edit('labels', id, { deletedAt: store.now() });
    return store.edit('labels', id, { versionId: before.versionId, deletedAt: before.deletedAt });
  };
}

export async function removeLabel(store: Store, id: string): Promise<Undo> {
  await store.edit('labels', id, { deletedAt: store.now() });
  return () => store.edit('labels', id, { deletedAt: null });
}
