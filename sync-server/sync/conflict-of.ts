import type { Loser, Stored } from '#shared/apply';
import { schemaVersion, type Mutation } from '#shared/mutations';

/**
 * The record by which every device learns that two texts met. Its id follows from the change that does
 * not stand, so that a restored server, given that change again, makes the same record and not another.
 * `base` is the text both were made from, `null` if it is not known.
 */
export function conflictOf(
  met: Mutation,
  loser: Loser,
  stored: Stored,
  base: unknown,
  now: number
): Mutation {
  const id = `${loser.mid}.${loser.path}`.slice(0, 64);
  const fields = {
    collection: met.collection,
    recordId: met.id,
    path: loser.path,
    base,
    head: stored.body[loser.path] ?? null,
    other: loser.value ?? null,
    otherMid: loser.mid,
    resolution: null,
    createdAt: now
  };
  const set = Object.fromEntries(
    Object.entries(fields).map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: now }])
  );
  return {
    mid: id,
    cseq: 0,
    scope: met.scope,
    sv: schemaVersion,
    op: 'create',
    collection: 'conflicts',
    id,
    set
  };
}
