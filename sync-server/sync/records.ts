import { AppError } from '#shared/errors';
import { apply, type Loser, type Stamps, type Stored } from '#shared/apply';
import { mayChangeComment } from '#shared/comment-rules';
import { pushedMid } from '#shared/merged-mid';
import { placeOf } from '#shared/paths';
import type { Mutation } from '#shared/mutations';
import { pushLimits, type PushRequest, type PushResponse, type Result } from '#shared/protocol';
import { wrongIn } from '#shared/validate';
import type { Tell } from '../audit/audit.ts';
import type { Writer } from '../db/writer.ts';
import type { Compaction } from './compaction.ts';
import { conflictOf } from './conflict-of.ts';
import type { Epoch } from './epoch.ts';
import { createGive } from './given.ts';
import type { Pokes } from './pokes.ts';
import type { Purge } from './purge.ts';
import { withoutBases, type KeptResult } from './kept-result.ts';
import type { Rows } from './rows.ts';
import type { Texts } from './texts.ts';
import { upCast, type UpCasters } from './up-cast.ts';

/** Who pushes, as far as their own words and those of others are told apart. */
export interface Person {
  id: string;
  /** They may take away what others wrote. */
  manages: boolean;
}

/** Client id of what the server itself writes. */
export const serverClient = 'server';

export interface Records {
  /**
   * Takes in a device's changes, durably, before it resolves. One result per mutation, in order. What is made
   * by somebody is made by `person`, who changes no words of others.
   */
  push(scope: string, request: PushRequest, person?: Person): Promise<PushResponse>;
  /**
   * Answers one who may not write here (any more): what had come in before keeps its result, the rest is
   * refused one by one, so that the device sets it aside instead of sending it for ever.
   */
  refuse(scope: string, request: PushRequest): PushResponse;
  /** Takes in mutations inside the running transaction of the writer; pokes after its commit. */
  take(scope: string, clientId: string, mutations: Mutation[], person?: Person | null): Result[];
}

interface Deps {
  rows: Rows;
  texts: Texts;
  purge: Purge;
  compaction: Compaction;
  /** Moves what was deleted out of the write-ahead log. */
  checkpoint: () => void;
  writer: Writer;
  epoch: Epoch;
  pokes: Pokes;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Told of what a device deletes for ever. */
  tell: Tell;
  /** How changes of older versions are read; those that were shipped, where nothing else is said. */
  casters?: UpCasters;
}

interface Draft {
  collection: string;
  id: string;
  stored: Stored | null;
  /** Seq of its latest change in this transaction; 0 = untouched. */
  seq: number;
}

export function createRecords({
  rows,
  texts,
  purge,
  compaction,
  checkpoint,
  writer,
  epoch,
  pokes,
  now,
  tell,
  casters
}: Deps): Records {
  const give = createGive(rows);

  function take(
    scope: string,
    clientId: string,
    mutations: Mutation[],
    person: Person | null = null
  ): Result[] {
    const current = mutations.map((mutation) => upCast(mutation, casters));
    const before = rows.head(scope);
    // A record changed two hundred times in one push is read and written once.
    const drafts = new Map<string, Draft>();
    const met: Mutation[] = [];
    const results = unitsOf(current).flatMap((unit) => {
      if (unit.some(isPurge)) {
        // It deletes what the database holds, so what came before it has to be there.
        flush(scope, drafts);
        drafts.clear();
      }
      return takeUnit(scope, clientId, unit, drafts, met, person);
    });
    for (const conflict of met) takeUnit(scope, serverClient, [conflict], drafts, [], null);
    flush(scope, drafts);
    if (rows.head(scope) > before) pokeAfterCommit(scope, mutations.some(isPurge));
    return results;
  }

  /**
   * A group, or a single mutation: taken in as a whole, under one seq, or refused as a whole. Texts that
   * clashed are added to `met`.
   */
  function takeUnit(
    scope: string,
    clientId: string,
    unit: Mutation[],
    drafts: Map<string, Draft>,
    met: Mutation[],
    person: Person | null
  ): Result[] {
    const known = unit.map((mutation) => rows.resultOf(scope, mutation.mid));
    // Mids, never client sequences: a restored device reuses its sequences for other changes.
    const fresh = unit.filter((_, index) => !known[index]);
    const settle = (outcome: (mutation: Mutation) => Result) =>
      unit.map((mutation, index) => {
        const before = known[index];
        return before ? withoutBases(before) : outcome(mutation);
      });

    if (fresh.length === 0) return settle(forked);
    if (
      clientId !== serverClient &&
      fresh.some((m) => rows.midAt(scope, clientId, m.cseq) !== undefined)
    )
      return settle(forked);
    if (fresh.some((mutation) => mutation.scope !== scope))
      return settle((mutation) => refusal(mutation, null, 'NOT_FOUND', 'No such scope.'));

    const seq = rows.nextSeq(scope);
    const at = now();
    const changed = new Map<string, Draft>();
    const losers: { mutation: Mutation; loser: Loser; value: string }[] = [];
    const clashes: Mutation[] = [];
    const results = new Map<string, Result & Partial<KeptResult>>();
    const keptOf = (mid: string) => results.get(mid) ?? rows.resultOf(scope, mid);
    const mergeOf = (mid: string, path: string) => {
      const stamp = keptOf(pushedMid(mid))?.merged?.[path];
      return stamp?.mid === mid ? stamp : undefined;
    };
    let refused: Result | null = null;

    for (const sent of fresh) {
      const by = clientId === serverClient ? 'server' : 'client';
      if (isPurge(sent)) {
        const { stored } = load(scope, sent, drafts);
        const outcome =
          unit.length > 1
            ? { status: 'rejected' as const, code: 'INVALID_REQUEST' as const, detail: 'grp' }
            : purge.take(scope, sent, stored, by, seq, at);
        drafts.clear();
        if (outcome.status === 'applied' && stored && by === 'client')
          tell(scope, {
            actor: person?.id ?? `device ${clientId}`,
            verb: 'purge',
            subject: sent.id,
            facts: { collection: sent.collection, device: clientId }
          });
        if (outcome.status === 'rejected')
          refused = refusal(sent, seq, outcome.code, outcome.detail);
        else results.set(sent.mid, { ...accepted(sent, seq), status: outcome.status });
        continue;
      }
      const placed = purge.place(scope, sent, by, seq, at);
      const mutation = typeof placed === 'string' ? placed : withoutKeptTexts(scope, placed);
      if (mutation === 'nothing') {
        results.set(sent.mid, accepted(sent, seq));
        continue;
      }
      if (mutation === 'nowhere') {
        refused = refusal(sent, seq, 'NOT_FOUND', 'It was deleted for ever.');
        break;
      }
      const key = `${mutation.collection}/${mutation.id}`;
      const draft = changed.get(key) ?? { ...load(scope, mutation, drafts), seq };
      const problem =
        (by === 'client' ? (tooLarge(mutation) ?? others(mutation, draft.stored, person)) : null) ??
        // As it was sent: what keeps the late changes of a purged record has a name of its own.
        invalid(sent);
      const outcome = problem
        ? ({ status: 'rejected', ...problem } as const)
        : apply(draft.stored, mutation, {
            by,
            now: at,
            effOf: (mid, path) => mergeOf(mid, path)?.eff ?? keptOf(pushedMid(mid))?.effs[path],
            baseOf: (mid, path) => {
              const pushed = pushedMid(mid);
              return pushed === mid ? rows.resultOf(scope, mid)?.bases[path] : pushed;
            },
            overOf: (mid, path) => mergeOf(mid, path)?.over,
            textOf: (mid, path) => texts.textOf({ scope, ...draft, path }, mid, draft.stored),
            assigned: give(
              ...([scope, mutation, draft.stored] as const),
              [...drafts.values(), ...changed.values()],
              person?.id ?? null
            )
          });
      if (outcome.status === 'rejected') {
        refused = refusal(mutation, seq, outcome.code, outcome.detail);
        break;
      }
      changed.set(key, { ...draft, stored: outcome.stored });
      for (const loser of outcome.losers) {
        losers.push({ mutation, loser, value: texts.written(loser, outcome.stored) });
        if (loser.status !== 'conflict') continue;
        const base = mutation.set[loser.path]?.base ?? null;
        const text =
          base && texts.textOf({ scope, ...draft, path: loser.path }, base, draft.stored);
        clashes.push(conflictOf(mutation, loser, outcome.stored, text ?? null, at));
      }
      results.set(mutation.mid, {
        ...accepted(mutation, seq),
        status: outcome.status,
        effs: outcome.effs,
        merged: mergesOf(mutation, outcome.stored)
      });
    }

    if (!refused) {
      for (const [key, draft] of changed) drafts.set(key, draft);
      for (const { mutation, loser, value } of losers)
        rows.addRevision(scope, mutation.collection, mutation.id, loser, value, at);
      met.push(...clashes);
    }
    for (const mutation of fresh) {
      const result = refused ? { ...refused, mid: mutation.mid } : results.get(mutation.mid);
      if (!result) throw new Error('a mutation without a result');
      results.set(mutation.mid, result);
      const kept = { ...result, bases: basesOf(mutation) };
      rows.addApplied(scope, seq, clientId, mutation.cseq, kept, at);
    }
    return settle((mutation) => {
      const result = results.get(mutation.mid);
      return result ? withoutBases(result) : forked(mutation);
    });
  }

  /** Merged a second time, a word that was taken out since would come back. */
  function withoutKeptTexts(scope: string, mutation: Mutation): Mutation {
    if (compaction.minSeq(scope) === 0) return mutation;
    const { collection, id, mid } = mutation;
    const set = Object.entries(mutation.set).filter(
      ([path]) =>
        placeOf(collection, path).class !== 'text' ||
        !texts.isKept({ scope, collection, id, path }, mid)
    );
    return { ...mutation, set: Object.fromEntries(set) };
  }

  function load(scope: string, { collection, id }: Mutation, drafts: Map<string, Draft>): Draft {
    const key = `${collection}/${id}`;
    const draft = drafts.get(key) ?? {
      collection,
      id,
      stored: rows.read(scope, collection, id),
      seq: 0
    };
    drafts.set(key, draft);
    return draft;
  }

  function flush(scope: string, drafts: Map<string, Draft>) {
    for (const draft of drafts.values()) {
      if (draft.seq === 0 || !draft.stored) continue;
      rows.write(scope, draft.collection, draft.id, draft.seq, draft.stored);
    }
  }

  function pokeAfterCommit(scope: string, erased: boolean) {
    // The next unit of the writer runs after this transaction's commit. If that failed, the poke says
    // nothing new, which is harmless.
    const poke = () => {
      epoch.note();
      pokes.notify(scope, rows.head(scope));
      if (erased) checkpoint();
    };
    writer.transact(() => undefined).then(poke, poke);
  }

  return {
    take,
    async push(scope, { clientId, mutations, epoch: known }, person) {
      if (clientId === serverClient) throw new AppError('INVALID_REQUEST', { detail: 'clientId' });
      if (known !== undefined && known !== epoch.current())
        return { epoch: epoch.current(), results: [] };
      const results = await writer.transact(() => take(scope, clientId, mutations, person));
      return { epoch: epoch.current(), results };
    },
    refuse(scope, { mutations }) {
      const results = mutations.map((mutation) => {
        const known = mutation.scope === scope ? rows.resultOf(scope, mutation.mid) : undefined;
        return known ? withoutBases(known) : refusal(mutation, null, 'FORBIDDEN', null);
      });
      return { epoch: epoch.current(), results };
    }
  };
}

function basesOf({ set }: Mutation): Record<string, string | null> {
  return Object.fromEntries(Object.entries(set).map(([path, { base }]) => [path, base]));
}

/** By path, the stamps of what a change's texts were merged into something as. */
function mergesOf({ mid, set }: Mutation, { stamps }: Stored): Stamps {
  return Object.fromEntries(
    Object.keys(set).flatMap((path) => {
      const stamp = stamps[path];
      return stamp && stamp.mid !== mid && pushedMid(stamp.mid) === mid ? [[path, stamp]] : [];
    })
  );
}

/** Neighbours of one group belong together. */
function unitsOf(mutations: Mutation[]): Mutation[][] {
  const units: Mutation[][] = [];
  for (const mutation of mutations) {
    const last = units.at(-1);
    if (last && mutation.grp !== undefined && last[0]?.grp === mutation.grp) last.push(mutation);
    else units.push([mutation]);
  }
  return units;
}

function isPurge({ op }: Mutation): boolean {
  return op === 'purge';
}

function accepted(mutation: Mutation, seq: number): KeptResult {
  const { mid } = mutation;
  const bases = basesOf(mutation);
  return { mid, seq, status: 'applied', code: null, detail: null, effs: {}, bases };
}

function forked({ mid }: Mutation): Result {
  return { mid, seq: null, status: 'forked', code: null, detail: null, effs: {} };
}

function refusal(
  { mid }: Mutation,
  seq: number | null,
  code: NonNullable<Result['code']>,
  detail: string | null
): Result {
  return { mid, seq, status: 'rejected', code, detail, effs: {} };
}

function invalid(mutation: Mutation) {
  const detail = wrongIn(mutation);
  return detail === null ? null : { code: 'INVALID_REQUEST' as const, detail };
}

function others(mutation: Mutation, stored: Stored | null, person: Person | null) {
  if (mutation.collection !== 'comments' || !person) return null;
  if (mayChangeComment(stored?.body ?? null, Object.keys(mutation.set), person)) return null;
  return { code: 'FORBIDDEN' as const, detail: 'Somebody else wrote this comment.' };
}

function tooLarge(mutation: Mutation) {
  const values = Object.values(mutation.set);
  // Most mutations are a few bytes; only what may be large is measured.
  const mayBe = values.some(
    ({ v }) => typeof v === 'object' || (typeof v === 'string' && v.length > 9999)
  );
  if (!mayBe || Buffer.byteLength(JSON.stringify(mutation.set)) <= pushLimits.mutationBytes)
    return null;
  return { code: 'PAYLOAD_TOO_LARGE' as const, detail: 'One change may have 4 MB.' };
}
