import type { Sql } from '../db/open.ts';
import type { Loser, Stamps, Stored } from '#shared/apply';
import { toRecord } from '#shared/paths';
import type { Result, WireRow } from '#shared/protocol';

interface RawRow {
  collection: string;
  id: string;
  seq: number;
  body: string;
  fields: string;
}

/** A result as it is kept: with the mutations whose values the author saw, by path. */
export interface KeptResult extends Result {
  bases: Record<string, string | null>;
  /** By path, the stamps of what its texts were merged into something as. */
  merged?: Stamps;
}

/** The statements of sync, prepared once. All are synchronous: they run inside the writer's transaction. */
export function prepareRows(sql: Sql) {
  const one = sql.prepare(
    'select collection, id, seq, body, fields from records where scope = ? and collection = ? and id = ?'
  );
  const since = sql.prepare(
    'select collection, id, seq, body, fields from records where scope = ? and seq > ? order by seq'
  );
  const at = sql.prepare(
    'select collection, id, seq, body, fields from records where scope = ? and seq = ?'
  );
  const countAfter = sql
    .prepare('select count(*) from records where scope = ? and seq > ?')
    .pluck();
  const newest = {
    heads: sql
      .prepare(
        `select distinct seq from records
         where scope = ? and collection in ('projects', 'prompts', 'presets') and +seq < ?
         order by seq desc`
      )
      .pluck(),
    runs: sql
      .prepare(
        `select distinct seq from records indexed by records_by_seq
         where scope = ? and collection = 'runs' and seq < ? order by seq desc`
      )
      .pluck()
  };
  const put = sql.prepare(
    `insert into records (scope, collection, id, seq, body, fields, deleted_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (scope, collection, id) do update set seq = excluded.seq, body = excluded.body,
       fields = excluded.fields, deleted_at = excluded.deleted_at, created_at = excluded.created_at,
       updated_at = excluded.updated_at`
  );
  const nextSeq = sql
    .prepare(
      'insert into scopes (id, seq) values (?, 1) on conflict (id) do update set seq = seq + 1 returning seq'
    )
    .pluck();
  const head = sql.prepare('select seq from scopes where id = ?').pluck();
  const resultOf = sql.prepare('select result from applied where mid = ?').pluck();
  const midAt = sql.prepare('select mid from applied where client_id = ? and cseq = ?').pluck();
  const addApplied = sql.prepare(
    'insert into applied (mid, scope, seq, client_id, cseq, result, at) values (?, ?, ?, ?, ?, ?, ?)'
  );
  const acks = sql
    .prepare(
      `select result from applied indexed by applied_by_seq
       where scope = ? and seq > ? and seq <= ? and client_id = ? order by seq limit ?`
    )
    .pluck();
  const allAcks = sql
    .prepare(
      `select result from applied indexed by applied_by_client
       where client_id = ? and scope = ? and seq > ? and seq <= ? order by seq limit ?`
    )
    .pluck();
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

  return {
    read(scope: string, collection: string, id: string): Stored | null {
      const row = one.get(scope, collection, id) as RawRow | undefined;
      return row ? { body: JSON.parse(row.body), stamps: JSON.parse(row.fields) } : null;
    },

    write(scope: string, collection: string, id: string, seq: number, stored: Stored) {
      const { deletedAt, createdAt, updatedAt } = toRecord(collection, id, stored);
      const body = JSON.stringify(stored.body);
      const fields = JSON.stringify(stored.stamps);
      put.run(scope, collection, id, seq, body, fields, deletedAt, createdAt, updatedAt);
    },

    /** Records after `seq`, oldest change first, with the size of each on the wire. */
    *since(scope: string, seq: number): Generator<{ row: WireRow; bytes: number }> {
      for (const raw of since.iterate(scope, seq)) {
        yield wireOf(raw as RawRow);
      }
    },
    at: (scope: string, seq: number) => (at.all(scope, seq) as RawRow[]).map(wireOf),
    countAfter: (scope: string, seq: number) => countAfter.get(scope, seq) as number,
    /** Seqs below `before` where there is something of a kind, newest first. */
    newest: (scope: string, kind: 'heads' | 'runs', before: number) =>
      newest[kind].iterate(scope, before) as IterableIterator<number>,

    nextSeq: (scope: string) => nextSeq.get(scope) as number,
    head: (scope: string) => (head.get(scope) as number | undefined) ?? 0,

    resultOf(mid: string): KeptResult | null {
      const text = resultOf.get(mid) as string | undefined;
      return text === undefined ? null : (JSON.parse(text) as KeptResult);
    },
    midAt: (clientId: string, cseq: number) => midAt.get(clientId, cseq) as string | undefined,
    addApplied(
      scope: string,
      seq: number,
      clientId: string,
      cseq: number,
      result: KeptResult,
      at: number
    ) {
      addApplied.run(result.mid, scope, seq, clientId, cseq, JSON.stringify(result), at);
    },
    acks(scope: string, from: number, to: number, clientId: string, limit: number): Result[] {
      // A device that reads everything has few changes of its own or many in a long history: either
      // way its own index is the shorter one. Later on the stretch is.
      const found =
        from === 0
          ? allAcks.all(clientId, scope, from, to, limit)
          : acks.all(scope, from, to, clientId, limit);
      return found.map((text) => withoutBases(JSON.parse(text as string) as KeptResult));
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
          stored: { body: JSON.parse(raw.body), stamps: JSON.parse(raw.fields) } as Stored
        };
      }
    }
  };
}

function wireOf({ collection, id, seq, body, fields }: RawRow): { row: WireRow; bytes: number } {
  const row = { collection, id, seq, body: JSON.parse(body), stamps: JSON.parse(fields) };
  return { row, bytes: body.length + fields.length };
}

export type Rows = ReturnType<typeof prepareRows>;

export function withoutBases({
  bases: _,
  merged: __,
  ...result
}: Result & Partial<KeptResult>): Result {
  return result;
}
