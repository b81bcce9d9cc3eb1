import { isSyncedName, syncedNames } from '#shared/collections';
import type { Mutation } from '#shared/mutations';
import { pushLimits, type Ahead, type Page, type Result } from '#shared/protocol';
import {
  keyOf,
  splitKey,
  syncTables,
  type Archived,
  type Cursor,
  type Database,
  type Pending,
  type Row
} from './db';
import { deleteFew } from './few-keys';
import { leave } from './leave';
import { toMutation, undated, wholeGroups, withEffs } from './outgoing';
import { overlay, rowOf } from './overlay';
import { canReadPacks, type PackBytes } from './pack-bytes';
import { dropPacks, missingOf, putPack } from './packs';
import { aheadOf, furthestOf, readAhead, readPacks, readPage } from './reading';
import { showRows, takeRows } from './show-rows';
import { sizeOf } from './size';
import { sweep, sweptId } from './sweep';
import { bury, purgesOf } from './tombstones';
import { transact } from './transact';
import { dateEarly, waitingByKey } from './waiting';

/** The sync side of the store: what leaves, what comes in, and how far this device has read. */
export interface Replica {
  clientId(): Promise<string>;
  cursor(scope: string): Promise<Cursor>;
  /** What is in the outbox; `unanswered`: something was sent whose answer has not come. */
  waiting(): Promise<'nothing' | 'fresh' | 'unanswered'>;
  /** The next changes after `after` that go into one push, marked as sent; groups stay whole. */
  takeBatch(after: number, mutations: number): Promise<Batch>;
  /**
   * Takes in one page, all or nothing. False: it does not begin where this device has come to, or leaves out
   * other rows than this device has. `asked`: the cursor it answers. The server's `now`, in milliseconds,
   * dates what is archived: this device's clock may jump by years.
   */
  applyPage(
    scope: string,
    asked: Known,
    answer: { epoch: string; now: number },
    page: Page
  ): Promise<boolean>;
  /** Shows rows that come ahead of the feed. False: they are not what this device asks for now. */
  applyAhead(scope: string, epoch: string, asked: string, ahead: Ahead): Promise<boolean>;
  /** Stores packs the cursor waits for, as they are. */
  takePacks(scope: string, epoch: string, packs: Map<string, PackBytes>): Promise<void>;
  /** Packs are not as they were listed: what there is is asked anew (`'packs'`), or done without (`null`). */
  resetPacks(scope: string, ahead: 'packs' | null): Promise<void>;
  /**
   * Takes what a push was told for acknowledged where the cursor has passed it already: the feed
   * acknowledges to the client id that sent first, and a copy of this database may have been that.
   */
  settlePassed(scope: string, epoch: string, results: Result[]): Promise<void>;
  /** Shows rows an older version of this app kept without knowing what they were. */
  adopt(scope: string): Promise<void>;
  /** The server's history is another one: everything is read again, and sent again what it may have lost. */
  beginEpoch(scope: string, epoch: string): Promise<void>;
  /**
   * Purges this device has not heard of are not told any more: everything is read again, and what is not met
   * was deleted for ever. `asked`: the cursor the server said so of.
   */
  readAgain(scope: string, asked: Cursor): Promise<void>;
  /** The right to this scope is lost: its rows go, and what waits is put aside. */
  leave(scope: string): Promise<void>;
  /** Someone else uses this client's numbers: takes a new client id; mutations keep theirs. */
  fork(): Promise<void>;
  /** Puts aside changes that will never be acknowledged through the feed. */
  putAside(mutations: Mutation[], refusal: Pick<Result, 'code' | 'detail'>): Promise<void>;
}

/** What a page is asked to leave out, for this device has it already. */
export type Known = Pick<Cursor, 'given' | 'packs'>;

export interface Batch {
  mutations: Mutation[];
  /** Where the next batch begins. */
  last: number;
}

interface Deps {
  db: Database;
  /** Milliseconds since the epoch. */
  now: () => number;
  newId: () => string;
}

/** Acknowledged changes are kept as long as a backup may be restored from. */
const archiveMs = 14 * 24 * 60 * 60 * 1000;
const batchBytes = pushLimits.bytes - 256 * 1024;
const fromStart = { seq: 0, mark: null, since: 0 };
/** Where the same history is read again from. */
const anew = (at: Cursor) => ({
  scope: at.scope,
  epoch: at.epoch,
  ...fromStart,
  ...furthestOf(at)
});
const every = [
  ...syncedNames,
  ...syncTables,
  'runOutputs',
  'placements',
  'queuedRuns',
  'searchSegments'
];

export function createReplica({ db, now, newId }: Deps): Replica {
  async function cursor(scope: string): Promise<Cursor> {
    return (await db.cursors.get(scope)) ?? { scope, epoch: '', ...fromStart, resync: 0 };
  }

  /** Moves answered changes out of the outbox, in the transaction that moves the cursor. */
  async function settle(
    acks: Result[],
    at: number,
    graves: Map<string, number>
  ): Promise<Map<string, Pending[]>> {
    const results = new Map(acks.map((ack) => [ack.mid, ack]));
    const settled = new Map<string, Pending[]>();
    if (acks.length === 0) return settled;
    const entries = await db.outbox
      .where('mid')
      .anyOf([...results.keys()])
      .toArray();
    const archived: Archived[] = [];
    for (const entry of entries) {
      const result = results.get(entry.mid);
      if (!result) continue;
      const mutation = withEffs(toMutation(entry), result.effs);
      const list = settled.get(entry.key) ?? [];
      settled.set(entry.key, list);
      if (result.status === 'rejected') await quarantine(mutation, entry.key, result);
      else {
        // A purge that lost has no effect: what it hid shows again.
        if (mutation.op === 'purge' && result.status !== 'applied') continue;
        list.push(entry.was ? { ...mutation, was: entry.was } : mutation);
        // What was deleted for ever after it is not to be sent again.
        if ((graves.get(entry.key) ?? 0) <= (result.seq ?? 0)) archived.push({ ...mutation, at });
      }
      if (result.status === 'lost' || result.status === 'conflict')
        await db.overruled.put({
          mid: entry.mid,
          key: entry.key,
          status: result.status,
          set: mutation.set,
          at: now()
        });
    }
    await db.archive.bulkPut(archived);
    await db.outbox.bulkDelete(entries.map((entry) => entry.cseq as number));
    return settled;
  }

  async function quarantine(
    mutation: Mutation,
    key: string,
    { code, detail }: Pick<Result, 'code' | 'detail'>
  ) {
    await db.quarantine.put({
      mid: mutation.mid,
      key,
      code: code ?? 'INTERNAL',
      detail,
      content: mutation,
      at: now()
    });
  }

  return {
    cursor,

    async waiting() {
      const first = await db.outbox.orderBy('cseq').first();
      if (!first) return 'nothing';
      return first.sent === 1 ? 'unanswered' : 'fresh';
    },

    async clientId() {
      const found = await db.meta.get('clientId');
      if (found) return found.value as string;
      return transact(db, ['meta'], async () => {
        const value = ((await db.meta.get('clientId'))?.value as string | undefined) ?? newId();
        await db.meta.put({ key: 'clientId', value });
        return value;
      });
    },

    takeBatch: (after, limit) =>
      transact(db, ['outbox'], async () => {
        let bytes = 0;
        const found = await db.outbox
          .where('cseq')
          .above(after)
          .limit(limit + 1)
          .until((entry) => (bytes += sizeOf(entry.set)) > batchBytes, true)
          .toArray();
        const batch = wholeGroups(found, bytes > batchBytes || found.length > limit);
        // A group alone in its batch is sent whole, however large it is.
        const end = batch.at(-1);
        if (end?.grp !== undefined && batch.length === found.length)
          batch.push(
            ...(await db.outbox
              .where('cseq')
              .above(end.cseq ?? 0)
              .until((entry) => entry.grp !== end.grp)
              .toArray())
          );
        const fresh = batch.filter((entry) => entry.sent === 0);
        // From here on it may be on the server, also if this page dies now: it is frozen first.
        await db.outbox.bulkPut(fresh.map((entry) => ({ ...entry, sent: 1 as const })));
        return { mutations: batch.map(toMutation), last: batch.at(-1)?.cseq ?? after };
      }),

    async applyPage(scope, asked, { epoch, now: serverNow }, page) {
      return transact(db, every, async () => {
        const at = await cursor(scope);
        if ((at.epoch !== '' && at.epoch !== epoch) || at.seq !== page.from) return false;
        if (at.packs && at.packs.left.length > 0) return false;
        // Asked before rows came ahead, it would put older ones over them, which would then never come again.
        const isSame =
          (asked.given ?? 0) === (at.given ?? 0) && asked.packs?.upTo === at.packs?.upTo;
        if (!isSame) return false;
        const { tombstones = [] } = page;
        await bury(db, scope, tombstones, serverNow);
        const graves = new Map(
          tombstones.map(({ collection, id, seq }) => [keyOf(collection, id), seq])
        );
        const settled = await settle(page.acks, serverNow, graves);
        const server = await takeRows(db, scope, page.rows);
        // An acknowledged change whose record comes on a later page must not vanish in between.
        for (const [key, mutations] of settled) {
          if (server.has(key)) continue;
          const [collection, id] = splitKey(key);
          const base = (await db.base.get(key))?.row ?? null;
          server.set(key, overlay(collection, id, scope, base, mutations));
        }
        // What the server holds is there, whatever another history of it said.
        const met = page.rows.map(({ collection, id }) => keyOf(collection, id));
        await deleteFew(db.tombstones, met);
        await showRows(db, scope, server);
        await deleteFew(db.quarantine, [...server.keys()].map(sweptId));
        if (at.resync) {
          await db.seen.bulkPut(page.rows.map((row) => ({ key: keyOf(row.collection, row.id) })));
          if (!page.more) await sweep({ db, scope, why: at.resync, now: now(), serverNow });
        }
        const resync = page.more ? at.resync : 0;
        const { to: seq, mark, since = 0 } = page;
        await db.cursors.put({ scope, epoch, seq, mark, since, resync, ...readPage(at, page) });
        if (page.acks.length > 0)
          await db.archive
            .where('at')
            .below(serverNow - archiveMs)
            .delete();
        return true;
      });
    },

    applyAhead: (scope, epoch, asked, ahead) =>
      transact(db, every, async () => {
        const at = await cursor(scope);
        if ((at.epoch !== '' && at.epoch !== epoch) || aheadOf(at) !== asked) return false;
        const server = await takeRows(db, scope, ahead.rows);
        // What waits may be in these rows already, which the feed will say.
        const waiting = await waitingByKey(db, [...server.keys()]);
        for (const key of waiting.keys()) server.delete(key);
        await showRows(db, scope, server);
        const packs = canReadPacks ? ahead.packs : undefined;
        const missing = packs ? await missingOf(db, scope, packs) : [];
        const read = readAhead(at, { ...ahead, packs }, missing, waiting.size === 0);
        await db.cursors.put({ ...at, epoch, ...read });
        return true;
      }),

    takePacks: (scope, epoch, packs) =>
      transact(db, every, async () => {
        const at = await cursor(scope);
        const wanted = new Set(at.packs?.left.map(({ hash }) => hash));
        if (at.epoch !== epoch) return;
        for (const [hash, pack] of packs)
          if (wanted.has(hash)) await putPack(db, scope, hash, pack);
        await db.cursors.put({ ...at, ...readPacks(at, new Set(packs.keys())) });
      }),

    resetPacks: (scope, ahead) =>
      transact(db, every, async () => {
        const { packs, ...at } = await cursor(scope);
        if (!packs || at.seq !== 0) return;
        if (ahead === null) await dropPacks(db, scope);
        await db.cursors.put({ ...at, ahead });
      }),

    settlePassed: (scope, epoch, results) =>
      transact(db, every, async () => {
        const at = await cursor(scope);
        if (at.epoch !== epoch || at.resync !== 0) return;
        const passed = results.filter(({ seq }) => seq !== null && seq <= at.seq);
        const settled = await settle(passed, now(), new Map());
        const server = new Map<string, Row | null>();
        for (const key of settled.keys()) {
          const base = await db.base.get(key);
          // Without a copy the server holds none: what was made here was refused, or deleted for ever.
          server.set(key, base?.row ?? null);
        }
        await showRows(db, scope, server);
      }),

    async adopt(scope) {
      if ((await db.unknown.count()) === 0) return;
      await transact(db, every, async () => {
        const kept = await db.unknown.filter((row) => isSyncedName(row.collection)).toArray();
        const server = new Map<string, Row | null>();
        for (const row of kept) {
          const shown = await db.table<Row, string>(row.collection).get(row.id);
          // Since the update its newer copy may have come.
          if (row.scope === scope && (shown?.$sync.seq ?? 0) < row.seq)
            server.set(row.key, rowOf(scope, row));
        }
        await showRows(db, scope, server);
        await db.unknown.bulkDelete(kept.map((row) => row.key));
      });
    },

    beginEpoch: (scope, epoch) =>
      transact(db, every, async () => {
        if ((await cursor(scope)).epoch === epoch) return;
        await dateEarly(db, scope);
        const archived = await db.archive.orderBy('cseq').toArray();
        const again = archived.filter((entry) => entry.scope === scope);
        for (const mutation of again.map(undated)) {
          const key = keyOf(mutation.collection, mutation.id);
          // What stands here is the best guess of the server's copy until its own comes.
          const row = await db.table<Row, string>(mutation.collection).get(mutation.id);
          if (row && !(await db.base.get(key))) await db.base.put({ key, row });
          await db.outbox.put({ ...mutation, key, sent: 1 });
        }
        for (const purge of await purgesOf(db, scope, newId)) await db.outbox.put(purge);
        await db.archive.bulkDelete(again.map((entry) => entry.mid));
        await db.seen.clear();
        await db.cursors.put({ scope, epoch, ...fromStart, resync: 1 });
      }),

    readAgain: (scope, asked) =>
      transact(db, every, async () => {
        const at = await cursor(scope);
        // Another tab was told the same, and reads already.
        if (at.epoch !== asked.epoch || at.seq !== asked.seq) return;
        await dateEarly(db, scope);
        await db.seen.clear();
        await db.cursors.put({ ...anew(at), resync: at.resync === 1 ? 1 : 2 });
      }),

    leave: (scope) =>
      transact(db, every, async () => {
        await leave(db, scope, now());
        // Of the history it knew, for if the right returns, and with another one by then, the archive is due.
        await db.cursors.put({ ...anew(await cursor(scope)), resync: 1 });
      }),

    fork: () =>
      transact(db, ['meta'], async () => {
        await db.meta.put({ key: 'clientId', value: newId() });
      }),

    putAside: (mutations, refusal) =>
      transact(db, every, async () => {
        for (const mutation of mutations) {
          // Answered already, in another tab: what was read since must not be taken for what it was made over.
          if ((await db.outbox.where('mid').equals(mutation.mid).delete()) === 0) continue;
          const key = keyOf(mutation.collection, mutation.id);
          await quarantine(mutation, key, refusal);
          await showRows(
            db,
            mutation.scope,
            new Map([[key, (await db.base.get(key))?.row ?? null]])
          );
        }
      })
  };
}
