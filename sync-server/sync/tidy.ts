import { schemaVersion, type Mutation } from '#shared/mutations';
import type { Tell } from '../audit/audit.ts';
import type { Writer } from '../db/writer.ts';
import { serverClient, type Records } from './records.ts';
import type { Compaction } from './compaction.ts';
import type { Packs } from './packs.ts';
import type { Purge } from './purge.ts';

interface Deps {
  writer: Writer;
  records: Records;
  purge: Purge;
  compaction: Compaction;
  packs: Packs;
  /** Takes out most of what was typed over long ago. */
  thin: () => Promise<void>;
  /** Milliseconds since the epoch. */
  now: () => number;
  newId: () => string;
  /** Told how much of the trash was emptied. */
  tell: Tell;
}

/**
 * Deletes for ever what has lain in the trash for 30 days, packs old runs, thins out old typing, and forgets what
 * sync has to remember for 180. In small batches, so that nobody's writing waits for it. Resolves when nothing
 * is left to do.
 */
export function createTidy(deps: Deps) {
  const { writer, records, purge, compaction, packs, thin, now, newId, tell } = deps;

  function purgeOf(scope: string, collection: string, id: string): Mutation {
    const own = { mid: newId(), cseq: 0, sv: schemaVersion, op: 'purge' as const };
    return { ...own, scope, collection, id, set: {} };
  }

  return async (): Promise<void> => {
    let done = 1;
    while (done > 0)
      done = await writer.transact(() => {
        const found = purge.expired(now());
        for (const { scope, collection, id } of found)
          records.take(scope, serverClient, [purgeOf(scope, collection, id)]);
        for (const scope of new Set(found.map((one) => one.scope))) {
          const count = found.filter((one) => one.scope === scope).length;
          tell(scope, { actor: 'server', verb: 'trash.empty', facts: { records: count } });
        }
        return found.length + purge.forgetEndedLate();
      });
    for (const scope of compaction.scopes()) {
      let more = true;
      while (more) more = await writer.transact(() => compaction.step(scope, now()));
      more = true;
      while (more) more = await writer.transact(() => packs.step(scope, now()));
    }
    await thin();
  };
}
