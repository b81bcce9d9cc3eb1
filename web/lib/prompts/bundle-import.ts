import { namedFiles } from '#shared/blob-names';
import { canonicalJson } from '#shared/canonical-prompt';
import { collections, type RecordOf } from '#shared/collections';
import type { Bundle, BundledName } from '#shared/bundle/bundle-lines';
import { AppError } from '#shared/errors';
import { keepBlob } from '$lib/data/blobs';
import { keyOf } from '$lib/data/db';
import type { NewRecord, Store } from '$lib/data/store';
import type { Files } from './import-source';
import type { Undo } from './prompts';
import { planRuns, type RunPlan } from './run-import';

/** What a device writes by itself; runs are the server's to write (`run-import.ts`). */
const importable = [
  'projects',
  'prompts',
  'promptMessages',
  'valueSets',
  'versions',
  'labels',
  'presets',
  'snapshots'
] as const satisfies readonly BundledName[];
type Importable = (typeof importable)[number];

type Entry = { [Name in Importable]: { name: Name; record: RecordOf<Name> } }[Importable];

export interface BundlePlan {
  /** Not here yet. */
  fresh: Entry[];
  /** In the trash here: brought back, as they are here. */
  trashed: Entry[];
  /** Here, and the same. */
  known: number;
  /** Here, and changed since: what is here stays. */
  changed: Entry[];
  /** What the server shall take. */
  runs: RunPlan;
}

/** Fields the server gives, or that say no more than where something stood. */
const given = new Set(['number', 'latestVersionId', 'createdBy']);

/** What an import would do; nothing is written. */
export async function planBundle(db: Store['db'], bundle: Bundle): Promise<BundlePlan> {
  const renamed = await renamedOf(db, bundle);
  const plan: BundlePlan = {
    fresh: [],
    trashed: [],
    known: 0,
    changed: [],
    runs: await planRuns(db, bundle, (record) => rename(record, renamed))
  };
  for (const name of importable) {
    const records = (bundle[name] as RecordOf<Importable>[]).map((record) =>
      rename(record, renamed)
    );
    const rows = await db
      .table<RecordOf<Importable>, string>(name)
      .bulkGet(records.map(({ id }) => id));
    records.forEach((record, index) => {
      const entry = { name, record } as Entry;
      const row = rows[index];
      if (!row) plan.fresh.push(entry);
      else if (row.deletedAt !== null) plan.trashed.push(entry);
      else if (sameFields(name, row, record)) plan.known += 1;
      else plan.changed.push(entry);
    });
  }
  return plan;
}

/** Writes what is new and brings back what is in the trash, as one; the undo takes all of it back. */
export async function importBundle(
  store: Store,
  { fresh, trashed }: Pick<BundlePlan, 'fresh' | 'trashed'>,
  files: Files = new Map()
): Promise<Undo> {
  await keepFiles(store, files, namedFiles([...fresh, ...trashed]));
  await store.group(async (tx) => {
    for (const { name, record } of fresh) await tx.create(name, record as NewRecord<typeof name>);
    for (const { name, record } of trashed) await tx.edit(name, record.id, { deletedAt: null });
  });
  return () =>
    store.group(async (tx) => {
      const deletedAt = store.now();
      for (const { name, record } of [...fresh, ...trashed])
        await tx.edit(name, record.id, { deletedAt });
    });
}

/**
 * The bytes before what names them.
 * @throws AppError IMPORT_BROKEN, DEVICE_FULL
 */
async function keepFiles(store: Store, files: Files, named: ReadonlySet<string>): Promise<void> {
  for (const [hash, bytes] of files) {
    if (!named.has(hash)) continue;
    const kept = await keepBlob(store.db, bytes, store.now());
    if (kept.hash !== hash)
      throw new AppError('IMPORT_BROKEN', { detail: `files/${hash} is not what was exported.` });
  }
}

function sameFields(name: Importable, a: RecordOf<Importable>, b: RecordOf<Importable>): boolean {
  const of = (record: object) =>
    canonicalJson(
      Object.fromEntries(
        Object.keys(collections[name].fields)
          .filter((field) => !given.has(field))
          .map((field) => [field, record[field as keyof typeof record]])
      )
    );
  return of(a) === of(b);
}

/**
 * What was deleted for ever never comes back under its id, so it gets another one: the same each time,
 * so that importing it twice adds nothing.
 */
async function renamedOf(db: Store['db'], bundle: Bundle): Promise<Map<string, string>> {
  const renamed = new Map<string, string>();
  for (const name of [...importable, 'runs'] as const) {
    const ids = bundle[name].map(({ id }) => id);
    const graves = await db.tombstones.bulkGet(ids.map((id) => keyOf(name, id)));
    ids.forEach((id, index) => {
      if (graves[index]) renamed.set(id, `i-${id}`.slice(0, 64));
    });
  }
  return renamed;
}

const references = ['id', 'parentId', 'projectId', 'promptId', 'versionId', 'latestVersionId'];

function rename<One extends object>(record: One, renamed: ReadonlyMap<string, string>): One {
  if (renamed.size === 0) return record;
  const next = { ...record } as Record<string, unknown>;
  for (const field of references) {
    const id = next[field];
    if (typeof id === 'string') next[field] = renamed.get(id) ?? id;
  }
  return next as unknown as One;
}
