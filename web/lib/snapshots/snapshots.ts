import type { ModelConfig } from '#shared/model-config';
import type { Snapshot } from '#shared/collections';
import { snapshotTest, type SnapshotFilter } from '#shared/snapshot-filter';
import { snapshotTexts, type NewSnapshot } from '#shared/snapshots';
import type { Database } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

/** What a list shows of a snapshot. */
export interface SnapshotHead extends Pick<
  Snapshot,
  'id' | 'subject' | 'number' | 'title' | 'note' | 'tags' | 'takenAt'
> {
  kind: Snapshot['content']['kind'];
  model: ModelConfig['model'] | null;
  /** The beginning of what was written last. */
  preview: string;
}

/** Keeps it. The undo lays it in the trash. */
export async function keepSnapshot(
  store: Store,
  made: NewSnapshot
): Promise<{ snapshot: Snapshot; undo: Undo }> {
  const snapshot = await store.create('snapshots', made);
  const { id } = snapshot;
  return {
    snapshot,
    undo: () => store.edit('snapshots', id, { deletedAt: store.now() })
  };
}

export async function deleteSnapshot(store: Store, id: string): Promise<Undo> {
  await store.edit('snapshots', id, { deletedAt: store.now() });
  return () => store.edit('snapshots', id, { deletedAt: null });
}

/** The newest snapshots that pass the filter, and whether there are more than `limit`. */
export async function listSnapshots(
  db: Database,
  filter: SnapshotFilter,
  limit: number
): Promise<{ heads: SnapshotHead[]; more: boolean }> {
  const passes = snapshotTest(filter);
  const found = await db.snapshots
    .orderBy('takenAt')
    .reverse()
    .filter((row) => row.deletedAt === null && passes(row))
    .limit(limit + 1)
    .toArray();
  return { heads: found.slice(0, limit).map(headOf), more: found.length > limit };
}

/** Every save of the same thing, the newest first; one the server has not numbered is newer than all. */
export async function savesOf(
  db: Database,
  { kind, id }: Snapshot['subject']
): Promise<SnapshotHead[]> {
  const rows = await db.snapshots.where('[subject.kind+subject.id]').equals([kind, id]).toArray();
  return rows
    .filter(({ deletedAt }) => deletedAt === null)
    .map(headOf)
    .sort(
      (a, b) =>
        (b.number || Infinity) - (a.number || Infinity) || b.takenAt - a.takenAt || compare(b, a)
    );
}

const compare = (a: SnapshotHead, b: SnapshotHead) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Tags of all snapshots, each once, in order. */
export async function snapshotTags(db: Database): Promise<string[]> {
  const tags = new Set<string>();
  await db.snapshots.each((row) => {
    if (row.deletedAt === null) for (const tag of row.tags) tags.add(tag);
  });
  return [...tags].sort((a, b) => a.localeCompare(b));
}

export function headOf(snapshot: Snapshot): SnapshotHead {
  const { id, subject, number, title, note, tags, takenAt, content, config } = snapshot;
  const last = snapshotTexts(snapshot).at(-1) ?? '';
  // Of a text its beginning says more than its end, of a talk its last word does.
  const preview = last.replace(/\s+/g, ' ').trim().slice(0, 160);
  return {
    id,
    subject,
    number,
    title,
    note,
    tags,
    takenAt,
    preview,
    kind: content.kind,
    model: config.model ?? null
  };
}

/** One thing, with the newest of its saves that are listed. */
export interface Saved {
  latest: SnapshotHead;
  count: number;
}

/** Saves of the same thing as one, in the order of their newest. */
export function groupSaves(newestFirst: readonly SnapshotHead[]): Saved[] {
  const groups = new Map<string, Saved>();
  for (const head of newestFirst) {
    const key = `${head.subject.kind}/${head.subject.id}`;
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { latest: head, count: 1 });
  }
  return [...groups.values()];
}
