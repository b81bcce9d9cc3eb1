import type { ErrorCode } from '#shared/errors';
import { isSyncedName } from '#shared/collections';
import { meetTexts } from '#shared/meet-texts';
import { pushedMid } from '#shared/merged-mid';
import { placeOf, type Body } from '#shared/paths';
import { same } from '#shared/same';
import { compareStamps, receiveStamp, type Stamp } from '#shared/stamps';
import type { Mutation } from '#shared/mutations';

/** Who wrote what stands at each path. A cleared path keeps its stamp. */
export type Stamps = Record<string, Stamp>;

export interface Stored {
  body: Body;
  stamps: Stamps;
}

/** A value that does not stand, though its author did not know of the one that does. */
export interface Loser extends Stamp {
  path: string;
  value: unknown;
  /**
   * `superseded` stood until now; `lost` never stood; `conflict` is a text that met another one; the words
   * of a `merged` text stand in another. `replaced` is a text whose author's successor knew it: somebody
   * else may still build on it.
   */
  status: 'superseded' | 'lost' | 'conflict' | 'merged' | 'replaced';
}

export interface Context {
  by: 'client' | 'server';
  /** The deciding clock, in milliseconds; Infinity where nobody clamps (a device's preview). */
  now: number;
  /** The time once given to a mutation's change of a path, if it is still known. */
  effOf(mid: string, path: string): number | undefined;
  /** The mutation whose value the author of `mid` saw at a path, if it is still known. */
  baseOf?(mid: string, path: string): string | null | undefined;
  /** Of a merged text, what the change it is named after was merged into, if that is still known. */
  overOf?(mid: string, path: string): string | undefined;
  /** The text written under `mid`, verbatim, if it is still known. */
  textOf?(mid: string, path: string): unknown;
  /** Values of `server` fields to be set beside the author's. */
  assigned?: Body;
}

/** From what went by itself to what a person has to look at. */
const endings = ['applied', 'merged', 'lost', 'conflict'] as const;
type Ending = (typeof endings)[number];

export type Outcome =
  | {
      status: Ending;
      stored: Stored;
      effs: Record<string, number>;
      losers: Loser[];
    }
  | { status: 'rejected'; code: ErrorCode; detail: string | null };

/** The server alone brings these into being; a change of one it does not have cannot be placed. */
const serverMade = new Set(['runs', 'conflicts']);

/**
 * The one merge rule, run by the server, by each device over what it has not sent, and by the
 * simulation. A change made in knowledge of the value that stands replaces it; of two that did not
 * know of each other the later one stands and the other is handed back as a loser. Nothing is dropped.
 */
export function apply(stored: Stored | null, mutation: Mutation, context: Context): Outcome {
  const refusal = refuse(stored, mutation, context.by);
  if (refusal) return refusal;

  const body: Body = { ...stored?.body };
  const stamps: Stamps = { ...stored?.stamps };
  const effs: Record<string, number> = {};
  const losers: Loser[] = [];
  let status: Ending = 'applied';
  const ended = (ending: Ending) => {
    if (endings.indexOf(ending) > endings.indexOf(status)) status = ending;
  };

  for (const [path, change] of Object.entries(mutation.set)) {
    const place = placeOf(mutation.collection, path);
    const current = stamps[path];
    if (current && pushedMid(current.mid) === mutation.mid) {
      effs[path] = current.eff;
      continue;
    }
    const over = current ? isOver(change.base, current.mid, path, context) : false;
    const baseEff = baseEffOf(change, path, over === true ? current : undefined, context);
    const stamp: Stamp = { mid: mutation.mid, eff: receiveStamp(change.ts, context.now, baseEff) };
    effs[path] = stamp.eff;

    if (current && over !== true) {
      if (place.class === 'fixed') continue; // refuse() has seen to it: equal, or made twice
      const under = isOver(context.baseOf?.(current.mid, path), mutation.mid, path, context);
      if (under === true) {
        losers.push({ path, value: change.v, ...stamp, status: 'superseded' });
        continue;
      }
      // Made over what a restored server has not heard of yet, a change may be over the other one as well;
      // the other, with all below it known, is not over it. No clock has a say in that.
      const alike = over === under || !context.baseOf;
      const wins = alike ? compareStamps(stamp, current) > 0 : over === null;
      const differs = !same(body[path], change.v);
      if (place.class === 'text' && differs) {
        const met = meetTexts(
          { ...current, value: body[path] },
          { ...stamp, value: change.v },
          wins,
          change.base,
          (mid) => context.textOf?.(mid, path)
        );
        const { value, ...standing } = met.stands;
        losers.push(...met.beside.map((beside) => ({ path, ...beside })));
        ended(met.status);
        if (value === undefined) delete body[path];
        else body[path] = value;
        stamps[path] = standing;
        continue;
      }
      losers.push(
        wins
          ? { path, value: body[path], ...current, status: 'superseded' }
          : { path, value: change.v, ...stamp, status: 'lost' }
      );
      if (differs && !wins) ended('lost');
      if (!wins) continue;
    } else if (current && place.class === 'text')
      losers.push({ path, value: body[path], ...current, status: 'replaced' });
    if (change.v === undefined) delete body[path];
    else body[path] = change.v;
    stamps[path] = stamp;
  }

  for (const [path, value] of Object.entries(context.assigned ?? {})) {
    body[path] = value;
    stamps[path] = {
      mid: mutation.mid,
      eff: Object.values(effs).reduce((a, b) => Math.max(a, b), 0)
    };
  }
  return { status, stored: { body, stamps }, effs, losers };
}

/**
 * The time of what the author saw: of what stands, if he knew of that, and of the nearest change below his
 * that has one, for a refused one has none. His own word counts only for what the server has never seen
 * or, after a restore, forgotten.
 */
function baseEffOf(
  change: Mutation['set'][string],
  path: string,
  known: Stamp | undefined,
  context: Context
): number {
  let { base }: { base: string | null | undefined } = change;
  let eff = known?.mid === base ? known?.eff : undefined;
  while (eff === undefined && typeof base === 'string') {
    eff = context.effOf(base, path);
    base = context.baseOf?.(base, path);
  }
  eff ??= base === null ? 0 : Math.min(change.baseEff, context.now);
  return Math.max(eff, known?.eff ?? 0);
}

/**
 * Whether a change made over `base` was made in knowledge of `mid`: of itself, or through what `base` was
 * made over. In between may be changes that were refused, or that a restored server heard of too early.
 * `null`: not as far as is known, but there is one below whose own base is not.
 */
function isOver(
  base: string | null | undefined,
  mid: string,
  path: string,
  context: Context
): boolean | null {
  const below = new Set([base]);
  for (const at of below) {
    if (at === mid) return true;
    if (typeof at !== 'string') continue;
    below.add(context.baseOf?.(at, path));
    if (pushedMid(at) !== at) below.add(context.overOf?.(at, path));
  }
  return below.has(undefined) ? null : false;
}

function refuse(
  stored: Stored | null,
  mutation: Mutation,
  by: Context['by']
): Extract<Outcome, { status: 'rejected' }> | null {
  if (!isSyncedName(mutation.collection))
    return rejected('UNKNOWN_COLLECTION', mutation.collection);
  if (by === 'client' && !stored && serverMade.has(mutation.collection))
    return rejected('NOT_FOUND', `${mutation.collection}/${mutation.id}`);
  for (const [path, change] of Object.entries(mutation.set)) {
    const { class: fieldClass } = placeOf(mutation.collection, path);
    if (fieldClass === 'server' && by === 'client') return rejected('SERVER_ONLY', path);
    const stands = stored?.stamps[path];
    // Two may make the same record, if its id follows from what it is: the first heard of says since when.
    if (path === 'createdAt' && change.base === null) continue;
    if (fieldClass === 'fixed' && stands && !same(stored.body[path], change.v))
      return rejected('IMMUTABLE', path);
  }
  return null;
}

function rejected(
  code: ErrorCode,
  detail: string | null
): Extract<Outcome, { status: 'rejected' }> {
  return { status: 'rejected', code, detail };
}
