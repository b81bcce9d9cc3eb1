import type { Sql } from '../db/open.ts';
import type { Loser, Stored } from '#shared/apply';
import { toRecord, type Body } from '#shared/paths';
import type { Result, WireRow } from '#shared/protocol';
import { keptResult, keptText, withoutBases, type KeptResult } from './kept-result.ts';
import { stampsOf, stampsText } from './stored-stamps.ts';

interface RawRow {
  collection: string;
  id: string;
  seq: number;
  body: string;
  fields: string;
}

interface StoredRow extends RawRow {
  pack: number;
  deleted_at: number | null;
  updated_at: number;
}

interface RawResult {
  mid: string;
  seq: number;
  result: string;
}
const readResult = ({ mid, seq, result }: RawResult) => keptResult(mid, seq, result);

/** What a device has without the feed: all packs up to one, what was given ahead up to a seq. */
export interface Known {
  packs: number;
  given: number;
}
const nothing: Known = { packs: 0, given: 0 };

/** The statements of sync, prepared once. All are synchronous: they run inside the writer's transaction. */
export function prepareRows(sql: Sql) {
  const one = sql.prepare(
    'select collection, id, seq, body, fields from records where scope = ? and collection = ? and id = ?'
  );
  // Without what the device has in packs, and was given ahead; a term that asks for the collection has to
  // look at each row, so it is there only where it has something to leave out.
  const wanted = (given: boolean) =>
    `scope = @scope and seq > @seq and (pack <= 0 or pack > @packs)` +
    (given ? " and not (seq <= @given and collection in ('projects', 'prompts', 'presets'))" : '');
  const since = sql.prepare(
    `select collection, id, seq, body, fields from records where ${wanted(true)} order by seq`
  );
  const countAll = sql.prepare(`select count(*) from records where ${wanted(false)}`).pluck();
  const countWanted = sql.prepare(`select count(*) from records where ${wanted(true)}`).pluck();
  const at = sql.prepare('select * from records where scope = ? and seq = ?');
  const packed = sql.prepare(
    `select collection, id, seq, body, fields from records indexed by records_by_pack
     where scope = ? and pack = ? and pack > 0 order by seq`
  );
  const newest = {
    heads: sql
      .prepare(
        `select distinct seq from records indexed by heads_by_seq
         where scope = ? and collection in ('projects', 'prompts', 'presets') and seq < ?
         order by seq desc`
      )
      .pluck(),
    runs: sql
      .prepare(
        `select distinct seq from records indexed by records_by_seq
         where scope = ? and collection = 'runs' and pack <= 0 and seq < ? order by seq desc`
      )
      .pluck()
  };
  const put = sql.prepare(
    `insert into records (scope, collection, id, seq, body, fields, deleted_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (scope, collection, id) do update set seq = excluded.seq, body = excluded.body,
       fields = excluded.fields, deleted_at = excluded.deleted_at, created_at = excluded.created_at,
       updated_at = excluded.updated_at, pack = -abs(pack)`
  );
  const nextSeq = sql
    .prepare(
      'insert into scopes (id, seq) values (?, 1) on conflict (id) do update set seq = seq + 1 returning seq'
    )
    .pluck();
  const head = sql.prepare('select seq from scopes where id = ?').pluck();
  const resultOf = sql.prepare('select mid, scope, seq, result from applied where mid = ?');
  const midAt = sql
    .prepare('select mid from applied where client_id = ? and cseq = ? and scope = ?')
    .pluck();
  const addApplied = sql.prepare(
    'insert into applied (mid, scope, seq, client_id, cseq, result, at) values (?, ?, ?, ?, ?, ?, ?)'
  );
  const acks = sql.prepare(
    `select mid, seq, result from applied indexed by applied_by_seq
     where scope = ? and seq > ? and seq <= ? and client_id = ? order by seq limit ?`
  );
  const allAcks = sql.prepare(
    `select mid, seq, result from applied indexed by applied_by_client
     where client_id = ? and scope = ? and seq > ? and seq <= ? order by seq limit ?`
  );
  const markAt = sql
    .prepare("select min(mid || '@' || at) from applied where scope = ? and seq = ?")
    .pluck();
  const addRevision = sql.prepare(
    `insert into revisions (scope, collection, record_id, path, mid, value, eff, status, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  );
  const lastNumber = sql
    .prepare(
      `select max(body ->> '$.number') from records
       where scope = ? and collection = 'versions' and body ->> '$.promptId' = ?`
    )
    .pluck();
  const lastSnapshot = sql
    .prepare(
      `select max(body ->> '$.number') from records
       where scope = ? and collection = 'snapshots'
         and body ->> '$.subject.kind' = ? and body ->> '$.subject.id' = ?`
    )
    .pluck();

  return {
    read(scope: string, collection: string, id: string): Stored | null {
      const row = one.get(scope, collection, id) as RawRow | undefined;
      return row ? { body: JSON.parse(row.body), stamps: stampsOf(row.fields) } : null;
    },

    write(scope: string, collection: string, id: string, seq: number, stored: Stored) {
      const { deletedAt, createdAt, updatedAt } = toRecord(collection, id, stored);
      const body = JSON.stringify(stored.body);
      const fields = stampsText(stored.stamps);
      put.run(scope, collection, id, seq, body, fields, deletedAt, createdAt, updatedAt);
    },

    /** Records after `seq`, oldest change first, with the size of each on the wire. */
    *since(
      scope: string,
      seq: number,
      known = nothing
    ): Generator<{ row: WireRow; bytes: number }> {
      for (const raw of since.iterate({ scope, seq, ...known })) yield wireOf(raw as RawRow);
    },
    at: (scope: string, seq: number) => (at.all(scope, seq) as RawRow[]).map(wireOf),
    countAfter(scope: string, seq: number, { packs, given } = nothing): number {
      if (given <= seq) return countAll.get({ scope, seq, packs }) as number;
      return countWanted.get({ scope, seq, packs, given }) as number;
    },
    /** All records of a seq as they are stored. */
    unit: (scope: string, seq: number) =>
      (at.all(scope, seq) as StoredRow[]).map(({ deleted_at, updated_at, ...row }) => ({
        ...row,
        deletedAt: deleted_at,
        updatedAt: updated_at
      })),
    /** What stands in a pack as it is there, oldest change first. */
    packed: (scope: string, pack: number) =>
      (packed.all(scope, pack) as RawRow[]).map((raw) => wireOf(raw).row),
    /** Seqs below `before` where there is something of a kind, newest first; packs come by themselves. */
    newest: (scope: string, kind: 'heads' | 'runs', before: number) =>
      newest[kind].iterate(scope, before) as IterableIterator<number>,

    nextSeq: (scope: string) => nextSeq.get(scope) as number,
    head: (scope: string) => (head.get(scope) as number | undefined) ?? 0,

    /** How a mutation ended before. One of another scope ended there, and that is all that is said of it. */
    resultOf(scope: string, mid: string): KeptResult | null {
      const row = resultOf.get(mid) as (RawResult & { scope: string }) | undefined;
      if (!row) return null;
      return row.scope === scope ? readResult(row) : elsewhere(mid);
    },
    midAt: (scope: string, clientId: string, cseq: number) =>
      midAt.get(clientId, cseq, scope) as string | undefined,
    addApplied(
      scope: string,
      seq: number,
      clientId: string,
      cseq: number,
      result: KeptResult,
      at: number
    ) {
      addApplied.run(result.mid, scope, seq, clientId, cseq, keptText(result), at);
    },
    acks(scope: string, from: number, to: number, clientId: string, limit: number): Result[] {
      // A device that reads everything has few changes of its own or many in a long history: either
      // way its own index is the shorter one. Later on the stretch is.
      const found =
        from === 0
          ? allAcks.all(clientId, scope, from, to, limit)
          : acks.all(scope, from, to, clientId, limit);
      return (found as RawResult[]).map((row) => withoutBases(readResult(row)));
    },
    /**
     * Tells histories apart: who was at this seq, and when. The time matters, for after a restore the
     * same mutation may come to the same seq again while others before it did not.
     */
    markAt: (scope: string, seq: number) => (markAt.get(scope, seq) as string | null) ?? null,

    /** `value` as `Texts.written` makes it. */
    addRevision(
      scope: string,
      collection: string,
      id: string,
      { path, mid, eff, status }: Loser,
      value: string,
      at: number
    ) {
      addRevision.run(scope, collection, id, path, mid, value, eff, status, at);
    },

    lastVersionNumber: (scope: string, promptId: string) =>
      (lastNumber.get(scope, promptId) as number | null) ?? 0,
    lastSnapshotNumber: (scope: string, { kind, id }: { kind: string; id: string }) =>
      (lastSnapshot.get(scope, kind, id) as number | null) ?? 0,

    /** Living records whose plain fields equal `where`, newest made first, after the one named `before`. */
    page(
      scope: string,
      collection: string,
      where: [field: string, value: string | number][],
      before: { createdAt: number; id: string } | null,
      limit: number
    ) {
      const tests = where.map(([field]) => ` and body ->> '$.${field}' = ?`).join('');
      const after = before ? ' and (created_at, id) < (?, ?)' : '';
      const found = sql
        .prepare(
          `select id, body, fields from records
           where scope = ? and collection = ? and deleted_at is null${tests}${after}
           order by created_at desc, id desc limit ?`
        )
        .all(
          ...[scope, collection, ...where.map(([, value]) => value)],
          ...(before ? [before.createdAt, before.id] : []),
          limit
        );
      return (found as RawRow[]).map((raw) => ({
        id: raw.id,
        stored: { body: JSON.parse(raw.body), stamps: stampsOf(raw.fields) } as Stored
      }));
    },

    /** Living records whose plain fields equal `where`. */
    *find(scope: string, collection: string, where: [field: string, value: string | number][]) {
      const tests = where.map(([field]) => ` and body ->> '$.${field}' = ?`).join('');
      const found = sql
        .prepare(
          `select collection, id, seq, body, fields from records
           where scope = ? and collection = ? and deleted_at is null${tests}`
        )
        .all(scope, collection, ...where.map(([, value]) => value));
      for (const raw of found as RawRow[]) {
        yield {
          id: raw.id,
          stored: { body: JSON.parse(raw.body), stamps: stampsOf(raw.fields) } as Stored
        };
      }
    }
  };
}

/** A path with its stamp on the wire, about. */
const stampBytes = 80;

function wireOf({ collection, id, seq, body, fields }: RawRow): { row: WireRow; bytes: number } {
  const stamps = stampsOf(fields);
  // What a merge was made over is for the server alone.
  for (const stamp of Object.values(stamps)) if (stamp.over !== undefined) delete stamp.over;
  const row = { collection, id, seq, body: JSON.parse(body) as Body, stamps };
  return { row, bytes: body.length + stampBytes * Object.keys(stamps).length };
}

export type Rows = ReturnType<typeof prepareRows>;

function elsewhere(mid: string): KeptResult {
  return {
    mid,
    seq: null,
    status: 'rejected',
    code: 'CONFLICT',
    detail: null,
    effs: {},
    bases: {}
  };
}
