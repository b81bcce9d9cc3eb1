import type { ErrorCode } from '#shared/errors';
import type { Stored } from '#shared/apply';
import type { Mutation } from '#shared/mutations';
import type { Tombstone } from '#shared/protocol';
import { isPurgeable, recover, recoveredId } from '#shared/recovered';
import type { Sql } from '../db/open.ts';

export type Placed = Mutation | 'nothing' | 'nowhere';
export type Purged =
  { status: 'applied' | 'lost' } | { status: 'rejected'; code: ErrorCode; detail: string };

/** How long something lies in the trash before it is deleted for ever. */
export const trashMs = 30 * 24 * 60 * 60 * 1000;
const batchSize = 50;

/**
 * Deleting for ever. A purged record leaves a tombstone, an id without content, that travels in the feed
 * and keeps the id from coming back. All of it runs inside the writer's transaction.
 */
export function preparePurge(sql: Sql) {
  const tombstone = sql
    .prepare('select 1 from tombstones where scope = ? and collection = ? and id = ?')
    .pluck();
  const record = sql.prepare('select 1 from records where scope = ? and collection = ? and id = ?');
  const tellAgain = sql.prepare(
    'update tombstones set seq = ?, at = ? where scope = ? and collection = ? and id = ? and seq = 0'
  );
  const any = sql.prepare('select 1 from tombstones where scope = ? limit 1').pluck();
  const put = sql.prepare(
    `insert into tombstones (scope, collection, id, seq, at) values (?, ?, ?, ?, ?)
     on conflict (scope, collection, id) do update set seq = excluded.seq, at = excluded.at`
  );
  const between = sql.prepare(
    'select collection, id, seq from tombstones where scope = ? and seq > ? and seq <= ? order by seq'
  );
  const comments = `select collection, id from records where scope = @scope
    and collection = 'comments' and body ->> '$.subject.id' = @id`;
  const dependents = sql.prepare(
    `select collection, id from records where scope = @scope
       and collection in ('promptMessages', 'valueSets', 'versions', 'labels', 'runs')
       and body ->> '$.promptId' = @id
     union all
     select collection, id from records where scope = @scope and collection = 'conflicts'
       and body ->> '$.recordId' = @id
     union all
     ${comments}`
  );
  const ofSnapshot = sql.prepare(comments);
  const ofConversation = sql.prepare(
    `select collection, id from records where scope = @scope
       and collection in ('messages', 'runs') and body ->> '$.conversationId' = @id
     union all ${comments}`
  );
  // A pack is made anew without what is gone.
  const spoilPacks = sql.prepare(
    `update packs set hash = null, bytes = null where id in (
       select abs(pack) from records where scope = @scope and collection = 'runs'
         and (body ->> '$.promptId' = @id or body ->> '$.conversationId' = @id) and pack <> 0)`
  );
  const dropRecord = sql.prepare(
    'delete from records where scope = ? and collection = ? and id = ?'
  );
  const dropRevisions = sql.prepare(
    'delete from revisions where scope = ? and collection = ? and record_id = ?'
  );
  // A run of this prompt may have begun before its synced record; its row knows the prompt as well.
  const runsOf = sql.prepare('select id from runs where scope = ? and prompt_id = ?').pluck();
  const dropRun = ['run_segments', 'run_outputs', 'run_raw', 'idempotency'].map((table) =>
    sql.prepare(`delete from ${table} where run_id = ?`)
  );
  dropRun.push(sql.prepare('delete from runs where id = ?'));
  const endedLate = sql
    .prepare(
      `select id from tombstones where collection = 'runs' and (
         exists (select 1 from run_outputs where run_id = id) or
         exists (select 1 from run_raw where run_id = id) or
         exists (select 1 from run_segments where run_id = id)) limit ?`
    )
    .pluck();
  // By when the server heard of it: a device's clock may be years off.
  const expired = sql.prepare(
    `select records.scope, collection, id from records
     left join applied on applied.mid = records.fields ->> '$.deletedAt.mid'
     where deleted_at is not null and collection in ('prompts', 'presets', 'projects', 'conversations', 'snapshots')
       and coalesce(applied.at, 0) < ? limit ?`
  );

  const isGone = (scope: string, collection: string, id: string) =>
    tombstone.get(scope, collection, id) !== undefined;

  const isHere = (scope: string, { collection, id }: Mutation) =>
    record.get(scope, collection, recoveredId(id)) !== undefined;

  function erase(scope: string, collection: string, id: string, seq: number, at: number) {
    const own = { prompts: dependents, conversations: ofConversation, snapshots: ofSnapshot };
    const asked = Object.hasOwn(own, collection) ? own[collection as keyof typeof own] : null;
    const found = (asked?.all({ scope, id }) ?? []) as { collection: string; id: string }[];
    if (asked && collection !== 'snapshots') spoilPacks.run({ scope, id });
    for (const one of [...found, { collection, id }]) {
      dropRecord.run(scope, one.collection, one.id);
      dropRevisions.run(scope, one.collection, one.id);
      put.run(scope, one.collection, one.id, seq, at);
      if (one.collection === 'runs') forgetRun(one.id);
    }
    if (collection !== 'prompts') return;
    for (const run of runsOf.all(scope, id) as string[]) {
      put.run(scope, 'runs', run, seq, at);
      forgetRun(run);
    }
  }

  function forgetRun(id: string) {
    for (const drop of dropRun) drop.run(id);
  }

  return {
    /** Deletes what its author knew; a record that holds more than that stays, and the purge is lost. */
    take(
      scope: string,
      mutation: Mutation,
      stored: Stored | null,
      by: 'client' | 'server',
      seq: number,
      at: number
    ): Purged {
      const { collection, id, set } = mutation;
      if (!isPurgeable(collection))
        return { status: 'rejected', code: 'INVALID_REQUEST', detail: 'Goes with its prompt.' };
      if (isGone(scope, collection, id)) return { status: 'applied' };
      const isNew = Object.entries(stored?.stamps ?? {}).some(([path, { mid, eff }]) => {
        const seen = set[path];
        return seen?.base !== mid && !(seen && eff <= seen.baseEff);
      });
      if (by === 'client' && isNew) return { status: 'lost' };
      erase(scope, collection, id, seq, at);
      return { status: 'applied' };
    },

    /**
     * Where a mutation belongs: itself, or what keeps it if its record was purged. Its author does not know
     * of that: if the feed does not tell of it any more, it does so again at `seq`.
     */
    place(
      scope: string,
      mutation: Mutation,
      by: 'client' | 'server',
      seq: number,
      at: number
    ): Placed {
      if (any.get(scope) === undefined) return mutation;
      let placed: Placed = mutation;
      while (typeof placed === 'object' && isGone(scope, placed.collection, placed.id)) {
        tellAgain.run(seq, at, scope, placed.collection, placed.id);
        placed = by === 'server' ? 'nothing' : recover(placed, isHere(scope, placed));
      }
      if (typeof placed === 'string' || by === 'server') return placed;
      const promptId = placed.set.promptId?.v;
      const conversationId = placed.set.conversationId?.v;
      const orphan =
        (typeof promptId === 'string' && isGone(scope, 'prompts', promptId)) ||
        (typeof conversationId === 'string' && isGone(scope, 'conversations', conversationId));
      return orphan ? 'nowhere' : placed;
    },

    tombstones: (scope: string, from: number, to: number) =>
      between.all(scope, from, to) as Tombstone[],

    /** What has lain in the trash for too long, a few at a time. */
    expired: (now: number) =>
      expired.all(now - trashMs, batchSize) as { scope: string; collection: string; id: string }[],

    /** A run that was live when its prompt was purged wrote on: its text goes with the next sweep. */
    forgetEndedLate() {
      const found = endedLate.all(batchSize) as string[];
      for (const id of found) forgetRun(id);
      return found.length;
    }
  };
}

export type Purge = ReturnType<typeof preparePurge>;
