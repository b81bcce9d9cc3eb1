import type { Sql } from '../db/open.ts';

/** How long results are known and purges are told of. */
export const rememberedMs = 180 * 24 * 60 * 60 * 1000;
const batchSize = 100;

/**
 * Forgetting. Results of changes go, and the feed stops telling of purges, once both are 180 days old; the
 * scope's `minSeq` says up to where. The ids of what was purged stay, for a device may come back after
 * years with a change of it.
 *
 * A change whose result is forgotten may come a second time: from an archive after a restore (devices keep
 * theirs for 14 days, longer only while they are away), or from a queue whose answer never came. It does no
 * harm. Both come dated no later than they once were (the archive as the server dated it, the queue as
 * early as can be), so what was made over them stays; and a text is known by its revision (see `texts.ts`)
 * and not merged again.
 */
export function prepareCompaction(sql: Sql) {
  const ids = sql.prepare('select id from scopes').pluck();
  const minSeq = sql.prepare('select min_seq from scopes where id = ?').pluck();
  const oldest = sql.prepare(
    `select seq, max(at) as at from applied indexed by applied_by_seq
     where scope = ? and seq >= ? group by seq order by seq limit ?`
  );
  const dropResults = sql.prepare('delete from applied where scope = ? and seq < ?');
  const hushPurges = sql.prepare(
    'update tombstones set seq = 0 where scope = ? and seq > 0 and seq <= ?'
  );
  const raise = sql.prepare('update scopes set min_seq = ? where id = ?');

  const minSeqOf = (scope: string) => (minSeq.get(scope) as number | undefined) ?? 0;

  return {
    scopes: () => ids.all() as string[],
    minSeq: minSeqOf,

    /** A few of the oldest, inside the writer's transaction. False: nothing was old enough. */
    step(scope: string, now: number): boolean {
      const before = minSeqOf(scope);
      const found = oldest.all(scope, before, batchSize) as { seq: number; at: number }[];
      // Only from the beginning on: a clock that went back may have dated later ones earlier.
      const firstKept = found.findIndex(({ at }) => at >= now - rememberedMs);
      const until = (firstKept < 0 ? found : found.slice(0, firstKept)).at(-1)?.seq ?? 0;
      if (until <= before) return false;
      // The last one stays: it proves to whoever has read exactly so far that the history is the same.
      dropResults.run(scope, until);
      hushPurges.run(scope, until);
      raise.run(until, scope);
      return true;
    }
  };
}

export type Compaction = ReturnType<typeof prepareCompaction>;
