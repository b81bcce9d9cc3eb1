import { isSyncedName } from '#shared/collections';
import type { Stamps } from '#shared/apply';
import { schemaVersion, type Mutation } from '#shared/mutations';
import type { Tombstone } from '#shared/protocol';
import { isPurgeable } from '#shared/recovered';
import { keysIn } from './few-keys';
import { forgetRunsOf } from './forget-runs';
import { dropPacked } from './packs';
import { keyOf, type Buried, type Database, type Row, type Waiting } from './db';

/** As long as the server keeps its own. */
const keptMs = 180 * 24 * 60 * 60 * 1000;

/**
 * Deletes here what was deleted for ever: rows, server copies, outputs, and what was kept of them to
 * send again. Inside the running transaction. What waits stays: the server keeps it under another id.
 * `at`, in milliseconds, is the server's time.
 */
export async function bury(
  db: Database,
  scope: string,
  tombstones: Tombstone[],
  at: number
): Promise<void> {
  if (tombstones.length === 0) return;
  const keys = tombstones.map(({ collection, id }) => keyOf(collection, id));
  const gone = new Set(keys);
  const copies = new Map(
    (await db.base.bulkGet(keys)).flatMap((base) => (base ? [[base.key, base.row]] : []))
  );
  const graves: Buried[] = [];
  for (const name of new Set(tombstones.map(({ collection }) => collection))) {
    if (!isSyncedName(name)) continue;
    const ids = tombstones.filter((one) => one.collection === name).map(({ id }) => id);
    const rows = await db.table<Row, string>(name).bulkGet(ids);
    ids.forEach((id, index) => {
      const key = keyOf(name, id);
      const row = copies.get(key) ?? rows[index];
      graves.push({ key, scope, stamps: row?.$sync.stamps ?? {}, at });
    });
    await db.table<Row, string>(name).bulkDelete(ids);
    if (name === 'runs') await db.runOutputs.bulkDelete(ids);
    if (name === 'runs') await dropPacked(db, new Set(ids));
    if (name === 'prompts' || name === 'conversations') await forgetRunsOf(db, ids);
  }
  await db.base.bulkDelete(keys);
  await db.unknown.bulkDelete(keys);
  // Words of it are in there; search makes it anew.
  await db.searchSegments.clear();
  await db.overruled.where('key').anyOf(keys).delete();
  await db.archive.filter(({ collection, id }) => gone.has(keyOf(collection, id))).delete();
  // Heard of twice, the second time knows nothing of what stood there.
  const known = await buried(
    db,
    graves.map(({ key }) => key)
  );
  await db.tombstones.bulkPut(graves.filter(({ key }) => !known.has(key)));
  await db.tombstones
    .where('at')
    .below(at - keptMs)
    .delete();
}

/** Those of `keys` that are deleted for ever. */
export async function buried(db: Database, keys: Iterable<string>): Promise<Set<string>> {
  const found = await db.tombstones.bulkGet(await keysIn(db.tombstones, keys));
  return new Set(found.flatMap((one) => (one ? [one.key] : [])));
}

/** Of what was deleted for ever: a restored server may hold it again. */
export async function purgesOf(
  db: Database,
  scope: string,
  newId: () => string
): Promise<Waiting[]> {
  const graves = await db.tombstones.filter((grave) => grave.scope === scope).toArray();
  return graves.flatMap(({ key, stamps }) => {
    const slash = key.indexOf('/');
    const collection = key.slice(0, slash);
    if (!isPurgeable(collection) || Object.keys(stamps).length === 0) return [];
    return [purgeOf({ scope, collection, id: key.slice(slash + 1), stamps, mid: newId() })];
  });
}

interface Doomed {
  scope: string;
  collection: string;
  id: string;
  stamps: Stamps;
  mid: string;
}

/** Names all that stands, so that nothing is deleted which this device had not seen. */
export function purgeOf({ scope, collection, id, stamps, mid }: Doomed): Waiting {
  const set: Mutation['set'] = {};
  for (const [path, seen] of Object.entries(stamps))
    set[path] = { base: seen.mid, baseEff: seen.eff, ts: seen.eff + 1 };
  const own = { mid, scope, collection, id, sv: schemaVersion, op: 'purge' as const, set };
  return { ...own, key: keyOf(collection, id), sent: 0 };
}
