import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/canonical-prompt';
import { AppError } from '#shared/errors';
import type { LiveRuns } from './live-runs.ts';
import type { Rows } from './rows.ts';

/** How long a key stands for its run, in milliseconds. */
export const keysLiveMs = 24 * 60 * 60 * 1000;

/** Stands for the run of a key that was stopped before any request with it came: none may begin. */
const neverBegun = '';

/** The routes that begin runs. A key may be used once on each. */
export const keyedRoutes = ['execute', 'runs'] as const;

/** A request as its key sees it. */
export interface Asked {
  scope: string;
  route: (typeof keyedRoutes)[number];
  /** The client's Idempotency-Key; `null`: every request is a new one. */
  key: string | null;
  /** `hashOf` what was asked, for telling a repeat from another request under the same key. */
  bodyHash: string;
  /** False: the key lives in memory alone, as its run does. */
  store: boolean;
}

/** The run a request led to: begun now, or the one an earlier request with the same key began. */
export interface Admitted {
  runId: string;
  replayed: boolean;
  /** RateLimit headers, where it was begun now. */
  fields?: Record<string, string>;
}

export interface Idempotency {
  /**
   * Does `work` for the first request with a key; all others are given its run, also those that came
   * side by side with it, and they share its failure.
   * @throws AppError IDEMPOTENCY_MISMATCH for another request under a used key.
   */
  once(asked: Asked, work: () => Promise<Admitted>): Promise<Admitted>;
  /** The run of an earlier request. Asked again inside the transaction that admits. */
  earlier(asked: Asked): string | null;
  /** Ties the key to its run; inside the transaction that writes the run, where it is stored. */
  keep(asked: Asked, runId: string): void;
  /**
   * For who never learnt what his key led to: its run. If there is none yet, no request with that key, still on
   * its way or sent again, begins one from here on. Inside a transaction.
   */
  runOrNone(scope: string, key: string): string | null;
}

export function createIdempotency(deps: {
  rows: Rows;
  live: LiveRuns;
  now: () => number;
}): Idempotency {
  const { rows, live, now } = deps;
  interface Begun {
    bodyHash: string;
    run: Promise<Admitted>;
  }
  /** Requests that are being let in right now. */
  const begun = new Map<string, Begun>();
  /** Keys of temporary runs. */
  const temporary = new Map<string, { bodyHash: string; runId: string; scope: string }>();

  /** The route is part of the key that is written down: the pair is what has to be unique. */
  const routed = ({ route, key }: Asked) => `${route} ${key ?? ''}`;
  const nameOf = (asked: Asked) => `${asked.scope} ${routed(asked)}`;

  function same(found: { bodyHash: string; runId: string } | null, asked: Asked): string | null {
    if (found?.runId === neverBegun) throw new AppError('CANCELLED');
    if (found && found.bodyHash !== asked.bodyHash) throw new AppError('IDEMPOTENCY_MISMATCH');
    return found?.runId ?? null;
  }

  function earlier(asked: Asked): string | null {
    if (asked.key === null) return null;
    const inMemory = temporary.get(nameOf(asked));
    if (inMemory) return same(inMemory, asked);
    return same(rows.runOfKey(asked.scope, routed(asked), now() - keysLiveMs), asked);
  }

  return {
    earlier,
    keep(asked, runId) {
      if (asked.key === null) return;
      const { scope, store, bodyHash } = asked;
      if (store) return rows.insertKey(scope, routed(asked), bodyHash, runId, now());
      // A key lives as long as its run can be read, so that a late repeat attaches too.
      for (const [name, one] of temporary)
        if (!live.get(one.scope, one.runId)) temporary.delete(name);
      temporary.set(nameOf(asked), { bodyHash, runId, scope });
    },
    runOrNone(scope, key) {
      const bodyHash = '';
      for (const route of keyedRoutes) {
        const asked: Asked = { scope, route, key, bodyHash, store: true };
        const found =
          temporary.get(nameOf(asked)) ?? rows.runOfKey(scope, routed(asked), now() - keysLiveMs);
        if (found) return found.runId === neverBegun ? null : found.runId;
      }
      for (const route of keyedRoutes)
        rows.insertKey(scope, `${route} ${key}`, bodyHash, neverBegun, now());
      return null;
    },
    async once(asked, work) {
      if (asked.key === null) return work();
      const name = nameOf(asked);
      const { bodyHash } = asked;
      const first = begun.get(name);
      if (first && first.bodyHash !== bodyHash) throw new AppError('IDEMPOTENCY_MISMATCH');
      if (first) return { runId: (await first.run).runId, replayed: true };
      const known = earlier(asked);
      if (known !== null) return { runId: known, replayed: true };
      const run = work();
      begun.set(name, { bodyHash, run });
      try {
        return await run;
      } finally {
        begun.delete(name);
      }
    }
  };
}

/** SHA-256 of a body in its one spelling. */
export function hashOf(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}
