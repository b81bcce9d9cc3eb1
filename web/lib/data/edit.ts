import {
  classOf,
  collections,
  syncedNames,
  type RecordOf,
  type SyncedName
} from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { AppError } from '#shared/errors';
import { pushedMid } from '#shared/merged-mid';
import { schemaVersion, type FieldChange, type Mutation } from '#shared/mutations';
import { changedPaths, placeOf, toBody, toRecord, type Body } from '#shared/paths';
import { pushLimits } from '#shared/protocol';
import { nextStamp } from '#shared/stamps';
import { wrongIn } from '#shared/validate';
import { keyOf, type Database, type Row, type Waiting } from './db';
import { findPacked } from './packs';
import { plain } from './plain';
import { sizeLimit, sizeOf } from './size';
import type { Edit, NewRecord, Store } from './store';
import { purgeOf } from './tombstones';
import { transact } from './transact';

interface Deps {
  db: Database;
  /** Where new records of this person go. */
  scope: string;
  /** Milliseconds since the epoch, as close to the server's as is known. */
  now: () => number;
  newId: () => string;
}

export function createStore({ db, scope, now, newId }: Deps): Store {
  async function create<Name extends SyncedName>(
    collection: Name,
    given: NewRecord<Name>,
    grp?: string
  ): Promise<RecordOf<Name>> {
    const {
      id = newId(),
      createdAt = Infinity,
      ...rest
    } = plain(given) as NewRecord<Name> & Record<string, unknown>;
    const declared = Object.entries(rest).filter(([field]) =>
      Object.hasOwn(collections[collection].fields, field)
    );
    const { derived = false }: { derived?: boolean } = collections[collection];
    const defaults = derived ? {} : defaultsOf(collection);
    const times = { createdAt: Math.min(createdAt, now()) };
    const fields = { ...defaults, ...Object.fromEntries(declared), ...times };
    const changes = toBody(collection, fields);
    for (const path of Object.keys(changes))
      if (classOf(collection, placeOf(collection, path).field) === 'server') delete changes[path];
    // An id made just now is nowhere yet: of ten thousand rows none has to be looked for.
    const isNew = given.id === undefined;
    if (!isNew && (await db.table<Row, string>(collection).get(id)))
      throw new AppError('CONFLICT', { detail: `${collection}/${id}` });
    const made = await write(collection, id, undefined, changes, grp, isNew);
    return made as unknown as RecordOf<Name>;
  }

  async function edit<Name extends SyncedName>(
    collection: Name,
    id: string,
    change: Edit<Name>,
    grp?: string,
    expect?: (record: RecordOf<Name>) => boolean
  ): Promise<void> {
    const isRun = collection === 'runs';
    const packed = () => (isRun ? findPacked(db, id) : undefined);
    const row = (await db.table<Row, string>(collection).get(id)) ?? (await packed());
    if (!row) throw new AppError('NOT_FOUND', { detail: `${collection}/${id}` });
    if (expect?.(row as unknown as RecordOf<Name>) === false)
      throw new AppError('CONFLICT', { detail: `${collection}/${id}` });
    const changes = changedPaths(collection, { ...row }, plain(change));
    for (const path of Object.keys(changes)) {
      const fieldClass = placeOf(collection, path).class;
      if (fieldClass === 'server') throw new AppError('SERVER_ONLY', { detail: path });
      if (fieldClass === 'fixed' && row.$sync.stamps[path])
        throw new AppError('IMMUTABLE', { detail: path });
    }
    if (Object.keys(changes).length > 0) await write(collection, id, row, changes, grp);
  }

  /** Row, server copy and outbox, inside the running transaction. */
  async function write(
    collection: SyncedName,
    id: string,
    row: Row | undefined,
    changes: Body,
    grp: string | undefined,
    isNew = false
  ): Promise<Row> {
    const key = keyOf(collection, id);
    const last = isNew ? undefined : await db.outbox.where('key').equals(key).last();
    // Keystrokes do not become mutations: what has not been on a wire is rewritten in place. A group's
    // changes stay with their group, so that it still appears as one.
    const free =
      last && last.sent === 0 && last.op !== 'purge' && (grp === undefined || grp === last.grp)
        ? last
        : null;
    // Nor is a text rewritten that has met another one since: what was typed after that knows of both, and
    // the text itself is still to be sent as it was.
    const hasMet = Object.keys(changes).some(
      (path) =>
        free?.set[path] !== undefined &&
        placeOf(collection, path).class === 'text' &&
        row?.$sync.stamps[path]?.mid !== free.mid
    );
    const queued = hasMet ? null : free;
    const at = now();
    const stamps = { ...row?.$sync.stamps };
    const body = row ? toBody(collection, { ...row }) : {};
    // Also a rewritten change is another one: a copy of this database may hold the old one, and send it.
    const mid = newId();
    const set: Record<string, FieldChange> = { ...queued?.set };
    const was = { ...queued?.was };
    for (const path of Object.keys(set)) {
      const stamp = stamps[path];
      // Also what is shown of it merged goes by its new name.
      if (stamp && queued && pushedMid(stamp.mid) === queued.mid)
        stamps[path] = { ...stamp, mid: mid + stamp.mid.slice(queued.mid.length) };
    }
    for (const [path, v] of Object.entries(changes)) {
      const seen = stamps[path];
      const prior = queued?.set[path];
      const ts = nextStamp(at, seen?.eff ?? 0);
      set[path] = {
        v,
        base: prior ? prior.base : (seen?.mid ?? null),
        baseEff: prior ? prior.baseEff : (seen?.eff ?? 0),
        ts
      };
      if (!prior && seen && placeOf(collection, path).class === 'text') was[path] = body[path];
      // The author has seen what stands, so his change stands now (the causal case of apply).
      stamps[path] = { mid, eff: ts };
      if (v === undefined) delete body[path];
      else body[path] = v;
    }
    const waiting: Waiting = queued
      ? { ...queued, mid, set, was }
      : {
          ...newMutation(
            collection,
            id,
            row?.$sync.scope ?? scope,
            mid,
            set,
            row ? 'patch' : 'create'
          ),
          ...(grp === undefined ? {} : { grp }),
          key,
          sent: 0,
          was
        };
    const wrong = wrongIn(waiting);
    if (wrong !== null) throw new AppError('INVALID_REQUEST', { detail: wrong });
    if (sizeOf(set) > sizeLimit)
      throw new AppError('PAYLOAD_TOO_LARGE', { detail: 'One record’s change may have 4 MB.' });

    const next = {
      ...toRecord(collection, id, { body, stamps }),
      $sync: { scope: waiting.scope, seq: row?.$sync.seq ?? 0, stamps }
    } as Row;
    if (!last && row) await db.base.put({ key, row });
    // One after the other: of two at a time one could fail while the other is still on its way.
    await db.table<Row, string>(collection).put(next);
    await db.outbox.put(waiting);
    return next;
  }

  async function purge(collection: SyncedName, id: string): Promise<void> {
    const table = db.table<Row, string>(collection);
    const row = await table.get(id);
    if (!row) return;
    const key = keyOf(collection, id);
    if (row.deletedAt === null) throw new AppError('CONFLICT', { detail: key });
    const waits = await db.outbox.where('key').equals(key).count();
    // The server's copy stays until the server has deleted its own: it may hold what this device has not seen.
    if (waits === 0) await db.base.put({ key, row });
    await table.delete(id);
    // What is deleted for ever does not run first.
    if (collection === 'prompts') await db.queuedRuns.where({ promptId: id }).delete();
    const { scope: at, stamps } = row.$sync;
    await db.outbox.put(purgeOf({ scope: at, collection, id, stamps, mid: newId() }));
  }

  const tablesOf = (names: readonly SyncedName[]) => [
    ...names,
    'base',
    'outbox',
    'packs',
    'packLines'
  ];

  return {
    db,
    now,
    newId,
    create: (collection, fields) =>
      transact(db, tablesOf([collection]), () => create(collection, fields)),
    edit: (collection, id, change, expect) =>
      transact(db, tablesOf([collection]), () => edit(collection, id, change, undefined, expect)),
    purge: (collection, id) =>
      transact(db, [...tablesOf([collection]), 'queuedRuns'], () => purge(collection, id)),
    group: (work, alongside = []) => {
      let grp = '';
      let size = 0;
      // More than one push can carry appears in parts of that size.
      const next = () => (size++ % pushLimits.mutations === 0 ? (grp = newId()) : grp);
      return transact(db, [...tablesOf(syncedNames), ...alongside], () =>
        work({
          create: (collection, fields) => create(collection, fields, next()),
          edit: (collection, id, change) => edit(collection, id, change, next())
        })
      );
    }
  };
}

function newMutation(
  collection: SyncedName,
  id: string,
  scope: string,
  mid: string,
  set: Mutation['set'],
  op: Mutation['op']
) {
  return { mid, scope, collection, id, sv: schemaVersion, op, set };
}
