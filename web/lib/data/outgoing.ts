import type { Mutation } from '#shared/mutations';
import type { Archived, Waiting } from './db';

/** A change as it is sent, without what only this device keeps of it. */
export function toMutation({ key: _key, sent: _sent, was: _was, ...mutation }: Waiting): Mutation {
  return mutation as Mutation;
}

/** An acknowledged change as it is sent again. */
export function undated({ at: _at, ...mutation }: Archived): Mutation {
  return mutation;
}

/** What is sent again after a restore carries the times it was once given. */
export function withEffs(mutation: Mutation, effs: Record<string, number>): Mutation {
  const set = Object.fromEntries(
    Object.entries(mutation.set).map(([path, change]) => {
      const ts = effs[path] ?? change.ts;
      return [path, { ...change, ts, baseEff: Math.min(change.baseEff, ts - 1) }];
    })
  );
  return { ...mutation, set };
}

/** A batch that was cut short ends before a group it would tear, unless that group is all of it. */
export function wholeGroups(found: Waiting[], wasCut: boolean): Waiting[] {
  if (!wasCut || found.length < 2) return found;
  const grp = found.at(-1)?.grp;
  const cut = found.findLastIndex((entry) => grp === undefined || entry.grp !== grp);
  const end = grp === undefined ? found.length - 1 : cut + 1;
  return end > 0 ? found.slice(0, end) : found;
}
