import { blobGraceMs, blobNamesIn } from '#shared/blob-names';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

interface Deps {
  sql: Sql;
  writer: Writer;
  now: () => number;
  /** Lets others work in between. */
  rest: () => Promise<void>;
}

const rowsAtOnce = 500;

/** What may name a file: rows of a scope in an order of their own, each after the key of the one before. */
const sources = [
  {
    first: ['', ''],
    after: `select collection as a, id as b, body from records
      where scope = ? and (collection, id) > (?, ?) order by collection, id limit ${rowsAtOnce}`
  },
  {
    first: [0, ''],
    after: `select id as a, '' as b, value as body from revisions
      where scope = ? and id > ? and ? = '' order by id limit ${rowsAtOnce}`
  }
] as const;

/**
 * Deletes the files that nothing names any more: no record (living or in the trash), and no text or value
 * that lost against another. What came or was sent again within the last day stays. Resolves with how many
 * went.
 */
export function createBlobSweep({ sql, writer, now, rest }: Deps): () => Promise<number> {
  const scopes = sql.prepare('select distinct scope from blobs where at < ?').pluck();
  const old = sql.prepare('select hash from blobs where scope = ? and at < ?').pluck();
  const newest = sql.prepare<[string], { seq: number; revision: number }>(
    `select coalesce(max(seq), 0) as seq, (select coalesce(max(id), 0) from revisions) as revision
     from scopes where id = ?`
  );
  const pages = sources.map(({ first, after }) => ({ first, after: sql.prepare(after) }));
  const changed = sql
    .prepare(
      `select body from records where scope = @scope and seq > @seq
       union all select value from revisions where scope = @scope and id > @revision`
    )
    .pluck();
  const drop = sql.prepare('delete from blobs where scope = ? and hash = ? and at < ?');

  async function sweep(scope: string, before: number): Promise<number> {
    const unnamed = new Set(old.all(scope, before) as string[]);
    const since = newest.get(scope) ?? { seq: 0, revision: 0 };
    const named = (body: string) => {
      for (const hash of blobNamesIn(body)) unnamed.delete(hash);
    };
    for (const { first, after } of pages) {
      let key: readonly (string | number)[] = first;
      for (;;) {
        const rows = after.all(scope, ...key) as { a: string | number; b: string; body: string }[];
        for (const { body } of rows) named(body);
        const last = rows.at(-1);
        if (!last || unnamed.size === 0) break;
        key = [last.a, last.b];
        await rest();
      }
    }
    if (unnamed.size === 0) return 0;
    return writer.transact(() => {
      // What was written while the rest was read may name what was not named then.
      for (const body of changed.all({ scope, ...since }) as string[]) named(body);
      let gone = 0;
      for (const hash of unnamed) gone += drop.run(scope, hash, before).changes;
      return gone;
    });
  }

  return async () => {
    const before = now() - blobGraceMs;
    let gone = 0;
    for (const scope of scopes.all(before) as string[]) gone += await sweep(scope, before);
    return gone;
  };
}
