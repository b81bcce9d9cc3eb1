import { mergedMid, pushedMid } from '#shared/merged-mid';
import { mergeValue } from '#shared/merge-value';
import { same } from '#shared/same';
import type { Stamp } from '#shared/stamps';

/** A text and who wrote it. */
export interface Stamped extends Stamp {
  value: unknown;
}

export interface Meeting {
  status: 'merged' | 'conflict';
  stands: Stamped;
  /** Texts that do not stand as they are: their words do (`merged`), or not all (`conflict`). */
  beside: (Stamped & { status: 'merged' | 'conflict' })[];
}

/**
 * Two texts whose authors did not know of each other, merged over the text `incoming` was made from. Where
 * both changed the same words, those of `incoming` stand if it `wins`.
 *
 * What is merged is a text of its own, under a name of its own (`mergedMid`), made in knowledge of both.
 * Each pushed text stays known verbatim under the name its author gave it. He may type on over it before
 * he has heard of the merge: his next change says that he saw his own text, so it is merged over that one
 * and not taken for a change that left the other's words out.
 *
 * A device may also have built on a merge of its own which the server made otherwise, because more had
 * come in by then. The text below it that was pushed is then what both are compared with: what they
 * already share is taken once.
 */
export function meetTexts(
  standing: Stamped,
  incoming: Stamped,
  wins: boolean,
  base: string | null,
  textOf: (mid: string) => unknown
): Meeting {
  const [winner, loser] = wins ? [incoming, standing] : [standing, incoming];
  const from = base === null ? undefined : (textOf(base) ?? textOf(pushedMid(base)));
  const merge = mergeValue(from, standing.value, incoming.value, wins ? 'theirs' : 'ours');
  const conflict = { ...loser, status: 'conflict' as const };
  if (!merge || (merge.clashed && same(merge.value, winner.value)))
    return { status: 'conflict', stands: winner, beside: [conflict] };
  const stands = {
    value: merge.value,
    mid: mergedMid(incoming.mid, standing.mid, wins),
    eff: Math.max(incoming.eff, standing.eff),
    over: standing.mid
  };
  const kept = { ...winner, status: 'merged' as const };
  return merge.clashed
    ? { status: 'conflict', stands, beside: [conflict, kept] }
    : { status: 'merged', stands, beside: [{ ...loser, status: 'merged' }, kept] };
}
