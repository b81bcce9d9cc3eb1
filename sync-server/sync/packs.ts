import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { packOf, packSize } from '#shared/pack';
import type { PackList } from '#shared/protocol';
import type { Sql } from '../db/open.ts';
import type { Rows } from './rows.ts';

/** A run may still be rated, noted and deleted by whoever has just made it. */
export const packedAfterMs = 24 * 60 * 60 * 1000;

const ended = new Set<unknown>(['done', 'stopped', 'failed', 'interrupted']);

interface Deps {
  sql: Sql;
  rows: Rows;
  /** Runs in one pack. */
  size?: number;
}

/**
 * Packs of runs that ended long ago, oldest change first. A run is packed once: when it changes, its pack
 * keeps the older form and the feed brings the newer one by seq. What a pack holds is told by the records, so
 * its bytes can be made again whenever something in it was deleted for ever. All of it is synchronous, and
 * `step` runs inside the writer's transaction.
 */
export function preparePacks({ sql, rows, size = packSize }: Deps) {
  const candidates = sql
    .prepare(
      `select seq from records indexed by runs_to_pack
       where scope = ? and collection = 'runs' and pack = 0 and updated_at < ? order by seq`
    )
    .pluck();
  const add = sql.prepare('insert into packs (scope, runs) values (?, 0) returning id').pluck();
  const assign = sql.prepare(
    `update records set pack = ? where scope = ? and collection = 'runs' and seq = ?`
  );
  const unmade = sql
    .prepare('select id from packs where scope = ? and hash is null order by id')
    .pluck();
  const make = sql.prepare('update packs set runs = ?, hash = ?, bytes = ? where id = ?');
  const drop = sql.prepare('delete from packs where id = ?');
  const list = sql.prepare(
    'select id, hash, runs from packs where scope = ? and hash is not null order by id desc'
  );
  const any = sql.prepare('select 1 from packs where scope = ? limit 1').pluck();
  const bytesOf = sql.prepare('select bytes from packs where scope = ? and hash = ?').pluck();

  /** Seqs whose records are all runs that ended and lie still: a group is never packed in part. */
  function* stillSeqs(scope: string, before: number): Generator<[seq: number, runs: number]> {
    let last = 0;
    for (const seq of candidates.iterate(scope, before) as IterableIterator<number>) {
      if (seq === last) continue;
      last = seq;
      const unit = rows.unit(scope, seq);
      const isStill = unit.every(
        ({ collection, pack, deletedAt, updatedAt, body }) =>
          collection === 'runs' &&
          pack === 0 &&
          deletedAt === null &&
          updatedAt < before &&
          ended.has((JSON.parse(body) as { status?: unknown }).status)
      );
      if (isStill) yield [seq, unit.length];
    }
  }

  function makeBytes(scope: string, id: number): void {
    const packed = rows.packed(scope, id);
    if (packed.length === 0) return void drop.run(id);
    const { head, lines } = packOf(packed);
    const headBytes = gzipSync(JSON.stringify(head));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(headBytes.length);
    const bytes = Buffer.concat([length, headBytes, gzipSync(lines.join('\n'))]);
    const hash = createHash('sha256').update(bytes).digest('hex');
    make.run(packed.length, hash, bytes, id);
  }

  return {
    any: (scope: string) => any.get(scope) !== undefined,

    /** Half of the work of one pack, if there is enough for it. False: nothing is left to do. */
    step(scope: string, now: number): boolean {
      const spoilt = unmade.get(scope) as number | undefined;
      if (spoilt !== undefined) {
        makeBytes(scope, spoilt);
        return true;
      }
      const seqs: number[] = [];
      let runs = 0;
      for (const [seq, count] of stillSeqs(scope, now - packedAfterMs)) {
        seqs.push(seq);
        runs += count;
        if (runs >= size) break;
      }
      if (runs < size) return false;
      const id = add.get(scope) as number;
      for (const seq of seqs) assign.run(id, scope, seq);
      // Its bytes are the next step: nobody's writing waits for both.
      return true;
    },

    /** All of them, newest first. Whoever has them needs no record of the feed that stands in one. */
    list(scope: string): PackList {
      for (const id of unmade.all(scope) as number[]) makeBytes(scope, id);
      const found = list.all(scope) as { id: number; hash: string; runs: number }[];
      return {
        upTo: found[0]?.id ?? 0,
        items: found.map(({ hash, runs }) => ({ hash, runs }))
      };
    },

    bytes: (scope: string, hash: string) => bytesOf.get(scope, hash) as Buffer | undefined
  };
}

export type Packs = ReturnType<typeof preparePacks>;
