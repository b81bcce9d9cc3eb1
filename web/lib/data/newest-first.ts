import type { PackHead } from '#shared/pack';
import type { StoredPack } from './packs';

/** Where a run stands in a pack. */
export interface Place {
  pack: StoredPack;
  place: number;
  startedAt: number;
}

/** Places of a pack, the newest first. Made once for each. */
const orders = new WeakMap<PackHead, number[]>();

function orderOf(head: PackHead): number[] {
  const known = orders.get(head);
  if (known) return known;
  const made = [...head.startedAt.keys()].sort((a, b) => timeAt(head, b) - timeAt(head, a));
  orders.set(head, made);
  return made;
}

/**
 * The runs of all packs, newest first. Packs hold stretches of time that hardly overlap, so few of them are
 * looked into until one has come to the old ones.
 */
export function* newestFirst(packs: StoredPack[]): Generator<Place> {
  const waiting = packs
    .map((pack) => ({ pack, at: 0, startedAt: newestOf(pack.head) }))
    .sort((a, b) => a.startedAt - b.startedAt);
  const begun: typeof waiting = [];
  for (;;) {
    let next = begun[0];
    for (const one of begun) if (next && one.startedAt > next.startedAt) next = one;
    const newer = waiting.at(-1);
    if (newer && (!next || newer.startedAt > next.startedAt)) {
      next = newer;
      begun.push(newer);
      waiting.pop();
    }
    if (!next) return;
    const { pack, at, startedAt } = next;
    const order = orderOf(pack.head);
    yield { pack, place: order[at] ?? 0, startedAt };
    next.at += 1;
    const following = order[next.at];
    if (following === undefined) begun.splice(begun.indexOf(next), 1);
    else next.startedAt = timeAt(pack.head, following);
  }
}

const newestOf = (head: PackHead) => timeAt(head, orderOf(head)[0] ?? 0);
const timeAt = ({ startedAt }: PackHead, place: number) => startedAt[place] ?? 0;
