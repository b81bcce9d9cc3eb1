import type { Run } from '#shared/collections';
import { AppError, toAppError } from '#shared/errors';
import { asAppError } from '../db/writer.ts';
import type { Provider } from '../providers/adapter.ts';
import type { Ask, GateDeps, Waiter } from './gate.ts';
import { meter } from './meter.ts';
import { rateFields } from './rate-fields.ts';
import type { Standing } from './rate-fields.ts';

/** One run's right to call a model: a slot, a place in the rates, and money reserved for it. */
export interface Pass {
  /** It stands in line: `turn` has to be awaited before the model is called. */
  readonly waits: boolean;
  /** There is money to be written down: `reserve` belongs in a transaction. */
  readonly costs: boolean;
  /** RateLimit headers. */
  readonly fields: Record<string, string>;
  /** Writes the reservation; inside the transaction that lets the run in. */
  reserve(): void;
  /**
   * Resolves with `null` when the model may be called, with the reservation on the disk, else with why it
   * may not. `tell` hears the place in line, 1 being next.
   */
  turn(tell: (place: number) => void): Promise<AppError | null>;
  /** Gives the place in line up. */
  leave(): void;
  /** Counts what is called, attempt by attempt. */
  meter(provider: Provider): Provider;
  /** Writes what it cost; inside the transaction that keeps the run's end, and again if that failed. */
  settle(run: Run): void;
  /** What a run used became known after it had been settled as `before`; inside a transaction. */
  correct(before: Run, after: Run): void;
  /** After the end, whatever it was: frees everything, and settles what nobody has settled. */
  close(run: Run): Promise<void>;
  /** The run was not begun and never will be. */
  abandon(): void;
}

interface Parts {
  ask: Ask;
  waiter: Waiter;
  /** What the wait in line comes to; `null` where there is none. */
  outcome: Promise<AppError | null> | null;
  /** Frees slot and money, and lets the next ones go. */
  free: () => void;
  leave: (error: AppError) => void;
  standings: Standing[];
}

export function createPass(deps: GateDeps, parts: Parts): Pass {
  const { ledger, accounts, rates, writer, calendar, now } = deps;
  const { ask, waiter, outcome } = parts;
  const { person, organizationId, entry, need } = waiter;
  const { store, model } = ask;
  const account = {
    entry,
    person,
    organizationId,
    ...(store
      ? { runId: ask.runId, promptId: ask.promptId, model: model.id, price: model.price }
      : { runId: null, promptId: null, model: null, price: null })
  };
  const costs = store || need.nanoUsd !== 0;
  /** Of a temporary run not even the minute is kept. */
  const at = () => (store ? now() : calendar.dayOf(now()).from);
  const attempts = meter();
  let reserved = false;
  let counted = false;

  function reserve() {
    reserved = true;
    if (!costs) return;
    const tokens = store ? need : { inputTokens: 0, outputTokens: 0 };
    ledger.reserve(account, { ...tokens, nanoUsd: need.nanoUsd }, at());
  }

  function settle(run: Run) {
    if (!reserved) return;
    const last = Math.max(1, attempts.count);
    // The model was never asked: that this costs nothing is known.
    const nanoUsd = run.usageSource === 'none' ? 0 : run.costNanoUsd;
    const failed = attempts.failed.slice(0, last - 1);
    count(run, [...failed.map((one) => one.nanoUsd), nanoUsd]);
    if (!costs) return;
    if (!store && nanoUsd === 0) return ledger.release(account, 'done', at());
    failed.forEach((one, index) =>
      ledger.settle(account, { ...nothing, ...one, attempt: index + 1 }, at())
    );
    const usage = store ? usageOf(run) : nothing;
    const ended = run.errorCode ?? (run.status === 'stopped' ? 'CANCELLED' : 'done');
    ledger.settle(
      account,
      { ...usage, attempt: last, nanoUsd, outcome: store ? ended : 'done' },
      at()
    );
  }

  function correct(before: Run, after: Run) {
    if (!counted) return;
    const more = (is: number | null, was: number | null) => (is === null ? 0 : is - (was ?? 0));
    const nanoUsd = more(after.costNanoUsd, before.costNanoUsd);
    accounts.spend(waiter, nanoUsd);
    if (!costs) return;
    const tokens = {
      inputTokens: more(after.inputTokens, before.inputTokens),
      outputTokens: more(after.outputTokens, before.outputTokens),
      reasoningTokens: more(after.reasoningTokens, before.reasoningTokens),
      cachedTokens: more(after.cachedTokens, before.cachedTokens)
    };
    const line = { ...(store ? tokens : nothing), usageSource: after.usageSource, nanoUsd };
    const attempt = Math.max(1, attempts.count) + 1;
    ledger.settle(account, { ...line, attempt, outcome: 'CORRECTED' }, at());
  }

  /** In memory it is counted once, before the book is read again. */
  function count(run: Run, costsOfAttempts: (number | null)[]) {
    if (counted) return;
    counted = true;
    accounts.drop(entry);
    const known = costsOfAttempts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    accounts.spend(waiter, known);
    if (costsOfAttempts.includes(null)) accounts.spend(waiter, null);
    rates.correct(person, entry, (run.inputTokens ?? 0) + (run.outputTokens ?? 0));
  }

  return {
    waits: outcome !== null,
    costs,
    fields: rateFields(parts.standings),
    reserve,
    async turn(tell) {
      if (!outcome) return null;
      waiter.tell = tell;
      if (waiter.place > 0) tell(waiter.place);
      const refused = await outcome;
      if (refused) return refused;
      try {
        if (costs) await writer.transact(reserve);
        else reserve();
        return null;
      } catch (thrown) {
        reserved = false;
        const error = asAppError(thrown);
        return toAppError(error);
      }
    },
    leave: () => parts.leave(new AppError('CANCELLED')),
    meter: (provider) => attempts.of(provider),
    settle,
    correct,
    async close(run) {
      try {
        if (reserved && !counted) await (costs ? writer.transact(() => settle(run)) : settle(run));
        if (!reserved) rates.giveBack(person, entry);
      } finally {
        parts.free();
      }
    },
    abandon() {
      if (outcome) parts.leave(new AppError('CANCELLED'));
      rates.giveBack(person, entry);
      parts.free();
    }
  };
}

const nothing = {
  inputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  cachedTokens: null,
  usageSource: 'none' as const
};

function usageOf(run: Run) {
  const { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource } = run;
  return { inputTokens, outputTokens, reasoningTokens, cachedTokens, usageSource };
}
