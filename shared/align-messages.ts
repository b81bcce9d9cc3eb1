import { canonicalJson } from '#shared/canonical-prompt';
import { commonRuns } from '#shared/common-runs';
import type { Message } from '#shared/message-parts';
import { wordsOf } from '#shared/word-diff';

/** One line of two lists of messages laid side by side; `null`: that side has none. */
export interface Pair {
  before: number | null;
  after: number | null;
  /** Both say the same, in the same role. */
  equal: boolean;
  /** It stands among other neighbours than before. */
  moved: boolean;
}

/** Two messages that share less than this of their words are two messages. */
const leastAlike = 0.4;
/** More pairs than this are not weighed against each other. */
const mostWeighed = 4000;

/**
 * Which message of one list is which of the other. Equal ones belong together, wherever they stand; of the
 * rest those that are most alike; what is left was added or removed. In the order of the second list, with
 * what was removed where it stood. Each message of either list is in exactly one pair.
 */
export function alignMessages(before: readonly Message[], after: readonly Message[]): Pair[] {
  const left = before.map((message) => canonicalJson(message));
  const right = after.map((message) => canonicalJson(message));
  const found = new Map<number, number>();
  const open = new Set(after.keys());
  const pair = (a: number, b: number) => {
    found.set(a, b);
    open.delete(b);
  };
  for (const { a, b, length } of commonRuns(left, right))
    for (let at = 0; at < length; at++) pair(a + at, b + at);
  for (const [a, spelling] of left.entries()) {
    if (found.has(a)) continue;
    for (const b of open) {
      if (right[b] !== spelling) continue;
      pair(a, b);
      break;
    }
  }
  const loose = [...before.keys()].filter((a) => !found.has(a));
  for (const [a, b] of alike(before, after, loose, [...open])) pair(a, b);
  return laidOut(before.length, after.length, found, (a, b) => left[a] === right[b]);
}

/** Pairs that are alike enough, the most alike first, each message once. */
function alike(
  before: readonly Message[],
  after: readonly Message[],
  as: number[],
  bs: number[]
): [number, number][] {
  if (as.length * bs.length > mostWeighed) return [];
  const bags = new Map([...as.map((a) => [before[a], bagOf(before[a])] as const)]);
  for (const b of bs) bags.set(after[b], bagOf(after[b]));
  const weighed = as.flatMap((a) =>
    bs.map((b) => {
      const sameRole = before[a]?.role === after[b]?.role;
      const shared = likeness(bags.get(before[a]), bags.get(after[b]));
      // One message in the place of one of the same role is that message, whatever became of it.
      const alone = as.length === 1 && bs.length === 1 && sameRole && a === b;
      return { a, b, weight: alone ? 1 : shared + (sameRole ? 0.1 : 0) - Math.abs(a - b) / 1e6 };
    })
  );
  const pairs: [number, number][] = [];
  const takenA = new Set<number>();
  const takenB = new Set<number>();
  for (const { a, b, weight } of weighed.sort((x, y) => y.weight - x.weight)) {
    if (weight < leastAlike) break;
    if (takenA.has(a) || takenB.has(b)) continue;
    takenA.add(a);
    takenB.add(b);
    pairs.push([a, b]);
  }
  return pairs;
}

type Bag = Map<string, number>;

function bagOf(message: Message | undefined): Bag {
  const bag: Bag = new Map();
  for (const word of wordsOf(message ? wordsIn(message) : ''))
    if (word.trim() !== '') bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

function wordsIn({ content }: Message): string {
  return typeof content === 'string' ? content : canonicalJson(content);
}

/** Share of words they have in common, 0 to 1. */
function likeness(a: Bag = new Map(), b: Bag = new Map()): number {
  let shared = 0;
  for (const [word, count] of a) shared += Math.min(count, b.get(word) ?? 0);
  const all = sum(a) + sum(b);
  return all === 0 ? 1 : (2 * shared) / all;
}

const sum = (bag: Bag) => [...bag.values()].reduce((total, count) => total + count, 0);

function laidOut(
  lengthA: number,
  lengthB: number,
  found: Map<number, number>,
  isEqual: (a: number, b: number) => boolean
): Pair[] {
  const beforeOf = new Map([...found].map(([a, b]) => [b, a]));
  const inOrder = [...beforeOf].sort(([x], [y]) => x - y).map(([, a]) => a);
  const stays = longestRising(inOrder);
  const pairs: Pair[] = [];
  let nextA = 0;
  const removedUpTo = (end: number) => {
    for (; nextA < end; nextA++)
      if (!found.has(nextA)) pairs.push({ before: nextA, after: null, equal: false, moved: false });
  };
  for (let b = 0; b < lengthB; b++) {
    const a = beforeOf.get(b);
    if (a !== undefined && stays.has(a)) removedUpTo(a);
    pairs.push(
      a === undefined
        ? { before: null, after: b, equal: false, moved: false }
        : { before: a, after: b, equal: isEqual(a, b), moved: !stays.has(a) }
    );
  }
  removedUpTo(lengthA);
  return pairs;
}

/** The most numbers one can keep of a list so that they rise: what moved are the others. */
function longestRising(list: readonly number[]): Set<number> {
  /** By length, the place of the smallest number a rising row of that length can end with. */
  const ends: number[] = [];
  const links: number[] = [];
  for (const [place, value] of list.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((list[ends[mid] ?? 0] ?? 0) < value) low = mid + 1;
      else high = mid;
    }
    links[place] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = place;
  }
  const kept = new Set<number>();
  for (let place = ends.at(-1) ?? -1; place >= 0; place = links[place] ?? -1)
    kept.add(list[place] ?? 0);
  return kept;
}
