import { AppError } from '#shared/errors';
import { apply, type Loser, type Stored } from '#shared/apply';
import type { Body } from '#shared/paths';
import type { Mutation } from '#shared/mutations';
import { pushLimits, type PushRequest, type PushResponse, type Result } from '#shared/protocol';
import { wrongIn } from '#shared/validate';
import type { Writer } from '../db/writer.ts';
import { conflictOf } from './conflict-of.ts';
import type { Epoch } from './epoch.ts';
import type { Pokes } from './pokes.ts';
import { withoutBases, type Rows } from './rows.ts';
import { upCast } from './up-cast.ts';

/** Client id of what the server itself writes. */
export const serverClient = 'server';

export interface Records {
  /** Takes in a device's changes, durably, before it resolves. One result per mutation, in order. */
  push(scope: string, request: PushRequest): Promise<PushResponse>;
  /** Takes in mutations inside the running transaction of the writer; pokes after its commit. */
  take(scope: string, clientId: string, mutations: Mutation[]): Result[];
}

interface Deps {
  rows: Rows;
  writer: Writer;
  epoch: Epoch;
  pokes: Pokes;
  /** Milliseconds since the epoch. */
  now: () => number;
}

interface Draft {
  collection: string;
  id: string;
  stored: Stored | null;
  /** Seq of its latest change in this transaction; 0 = untouched. */
  seq: number;
}

export function createRecords({ rows, writer, epoch, pokes, now }: Deps): Records {
  function take(scope: string, clientId: string, mutations: Mutation[]): Result[] {
    const current = mutations.map((mutation) => upCast(mutation));
    const before = rows.head(scope);
    // A record changed two hundred times in one push is read and written once.
    const drafts = new Map<string, Draft>();
    const met: Mutation[] = [];
    const results = unitsOf(current).flatMap((unit) =>
      takeUnit(scope, clientId, unit, drafts, met)
    );
    for (const conflict of met) takeUnit(scope, serverClient, [conflict], drafts, []);
    flush(scope, drafts);
    if (rows.head(scope) > before) pokeAfterCommit(scope);
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
    met: Mutation[]
  ): Result[] {
    const known = unit.map((mutation) => rows.resultOf(mutation.mid));
    // Mids, never client sequences: a restored device reuses its sequences for other changes.
    const fresh = unit.filter((_, index) => !known[index]);
    const settle = (outcome: (mutation: Mutation) => Result) =>
      unit.map((mutation, index) => {
        const before = known[index];
        return before ? withoutBases(before) : outcome(mutation);
      });

    if (fresh.length === 0) return settle(forked);
    if (clientId !== serverClient && fresh.some((m) => rows.midAt(clientId, m.cseq) !== undefined))
      return settle(forked);
    if (fresh.some((mutation) => mutation.scope !== scope))
      return settle((mutation) => refusal(mutation, null, 'NOT_FOUND', 'No such scope.'));

    const seq = rows.nextSeq(scope);
    const at = now();
    const changed = new Map<string, Draft>();
    const losers: { mutation: Mutation; loser: Loser }[] = [];
    const clashes: Mutation[] = [];
    const results = new Map<string, Result>();
    let refused: Result | null = null;

    for (const mutation of fresh) {
      const key = `${mutation.collection}/${mutation.id}`;
      const draft = changed.get(key) ?? { ...load(scope, mutation, drafts), seq };
      const by = clientId === serverClient ? 'server' : 'client';
      const problem = (by === 'client' ? tooLarge(mutation) : null) ?? invalid(mutation);
      const outcome = problem
        ? ({ status: 'rejected', ...problem } as const)
        : apply(draft.stored, mutation, {
            by,
            now: at,
            effOf: (mid, path) => results.get(mid)?.effs[path] ?? rows.resultOf(mid)?.effs[path],
            baseOf: (mid, path) => rows.resultOf(mid)?.bases[path],
            assigned: assign(scope, mutation, draft.stored, [
              ...drafts.values(),
              ...changed.values()
            ])
          });
      if (outcome.status === 'rejected') {
        refused = refusal(mutation, seq, outcome.code, outcome.detail);
        break;
      }
      changed.set(key, { ...draft, stored: outcome.stored });
      for (const loser of outcome.losers) {
        losers.push({ mutation, loser });
        if (loser.status === 'conflict')
          clashes.push(conflictOf(mutation, loser, outcome.stored, at));
      }
      results.set(mutation.mid, {
        mid: mutation.mid,
        seq,
        status: outcome.status,
        code: null,
        detail: null,
        effs: outcome.effs
      });
    }

    if (!refused) {
      for (const [key, draft] of changed) drafts.set(key, draft);
      for (const { mutation, loser } of losers)
        rows.addRevision(scope, mutation.collection, mutation.id, loser, at);
      met.push(...clashes);
    }
    for (const mutation of fresh) {
      const result = refused ? { ...refused, mid: mutation.mid } : results.get(mutation.mid);
      if (!result) throw new Error('a mutation without a result');
      results.set(mutation.mid, result);
      rows.addApplied(
        scope,
        seq,
        clientId,
        mutation.cseq,
        { ...result, bases: basesOf(mutation) },
        at
      );
    }
    return settle((mutation) => results.get(mutation.mid) ?? forked(mutation));
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

  /** `versions.number`: one more than the prompt's last, in the order the server heard of them. */
  function assign(
    scope: string,
    mutation: Mutation,
    stored: Stored | null,
    unwritten: Draft[]
  ): Body {
    const promptId = mutation.set.promptId?.v;
    if (mutation.collection !== 'versions' || typeof promptId !== 'string') return {};
    if (stored?.body.number !== undefined) return {};
    const numbers = unwritten
      .filter(
        (draft) => draft.collection === 'versions' && draft.stored?.body.promptId === promptId
      )
      .map((draft) => Number(draft.stored?.body.number ?? 0));
    return { number: Math.max(rows.lastVersionNumber(scope, promptId), ...numbers) + 1 };
  }

  function pokeAfterCommit(scope: string) {
    // The next unit of the writer runs after this transaction's commit. If that failed, the poke says
    // nothing new, which is harmless.
    const poke = () => {
      epoch.note();
      pokes.notify(scope, rows.head(scope));
    };
    writer.transact(() => undefined).then(poke, poke);
  }

  return {
    take,
    async push(scope, { clientId, mutations, epoch: known }) {
      if (clientId === serverClient) throw new AppError('INVALID_REQUEST', { detail: 'clientId' });
      if (known !== undefined && known !== epoch.current())
        return { epoch: epoch.current(), results: [] };
      const results = await writer.transact(() => take(scope, clientId, mutations));
      return { epoch: epoch.current(), results };
    }
  };
}

function basesOf({ set }: Mutation): Record<string, string | null> {
  return Object.fromEntries(Object.entries(set).map(([path, { base }]) => [path, base]));
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
