import { needOf } from '#shared/budget';
import type { Need } from '#shared/budget';
import type { PromptContent } from '#shared/prompt-fields';
import type { AppError } from '#shared/errors';
import type { Limits } from '#shared/limits';
import type { ModelInfo } from '#shared/models';
import type { Writer } from '../db/writer.ts';
import type { Principal } from '../http/route.ts';
import type { Accounts } from './accounts.ts';
import type { Calendar } from './calendar.ts';
import { joined, left, nextOf, orderOf, waitingOf } from './fair-queue.ts';
import type { Line } from './fair-queue.ts';
import type { Ledger } from './ledger.ts';
import type { Standing } from './rate-fields.ts';
import { judgeMoney, lineIsFull, overBudget, waitedTooLong } from './refusals.ts';
import type { LimitSettings } from './settings.ts';
import type { After, Slots } from './slots.ts';
import type { Pass } from './pass.ts';
import { createPass } from './pass.ts';
import type { StartRates } from './start-rates.ts';

/** Who wants to run what. */
export interface Ask {
  principal: Principal;
  runId: string;
  promptId: string | null;
  content: PromptContent;
  model: ModelInfo;
  /** False: of a temporary run nothing but its cost is kept. */
  store: boolean;
  /** How long it may live at most, in milliseconds; after that its slot is free whatever happened. */
  leaseMs: number;
}

export interface Gate {
  /**
   * Decides at once, and takes what it grants before anybody else can ask.
   * @throws AppError BUDGET_EXCEEDED, RATE_LIMITED, CONCURRENCY_LIMIT, SERVER_BUSY
   */
  ask(ask: Ask): Pass;
}

/** One who stands in line. */
export interface Waiter {
  person: string;
  organizationId: string;
  entry: string;
  need: Need;
  leaseMs: number;
  /** Told the place in line whenever it changes; 1 is next. */
  tell: (place: number) => void;
  place: number;
  /** Ends the waiting: `null` is its turn. */
  end: (error: AppError | null) => void;
}

export interface GateDeps {
  settings: LimitSettings;
  accounts: Accounts;
  calendar: Calendar;
  ledger: Ledger;
  rates: StartRates;
  slots: Slots;
  writer: Writer;
  after: After;
  now: () => number;
  newId: () => string;
  /** Live runs of all persons together. */
  mostLive: number;
  /** Those who may wait, of all persons together. */
  mostWaiting: number;
  /** Why no run may begin at all just now. */
  overloaded: (live: number) => AppError | null;
}

export interface LimitGate extends Gate {
  liveOf(person: string): number;
  waitingOf(person: string): number;
  /** Looks again who may go: limits were changed. */
  advance(): void;
}

export function createGate(deps: GateDeps): LimitGate {
  const { settings, accounts, rates, slots } = deps;
  let line: Line<Waiter> = [];

  const money = (waiter: Waiter) =>
    judgeMoney(settings.of(waiter.organizationId), accounts.of(waiter), waiter.need.nanoUsd);

  function hasSlot(person: string, limits: Limits) {
    return slots.all < deps.mostLive && slots.of(person) < limits.liveRuns;
  }

  function occupy(waiter: Waiter) {
    const { entry, person, need, leaseMs } = waiter;
    slots.take(entry, person, leaseMs);
    accounts.hold(waiter, entry, need.nanoUsd ?? 0);
  }

  function advance() {
    for (const waiter of orderOf(line)) {
      if (money(waiter) !== 'over') continue;
      const { organizationId, need } = waiter;
      leave(waiter, overBudget(settings.of(organizationId), accounts.of(waiter), need.nanoUsd));
    }
    const mayGo = (waiter: Waiter) =>
      hasSlot(waiter.person, settings.of(waiter.organizationId)) && money(waiter) === 'go';
    for (let next = nextOf(line, mayGo); next; next = nextOf(line, mayGo)) {
      line = next.line;
      occupy(next.item);
      next.item.end(null);
    }
    tellPlaces();
  }

  function tellPlaces() {
    orderOf(line).forEach((waiter, index) => {
      if (waiter.place === index + 1) return;
      waiter.place = index + 1;
      waiter.tell(waiter.place);
    });
  }

  function leave(waiter: Waiter, error: AppError) {
    line = left(line, waiter);
    waiter.end(error);
  }

  /** Puts it into the line; the answer is what its wait comes to. */
  function wait(waiter: Waiter, limits: Limits): Promise<AppError | null> {
    const outcome = new Promise<AppError | null>((resolve) => {
      const stop = deps.after(limits.queueWaitMs, () => {
        const balance = accounts.of(waiter);
        const { nanoUsd } = waiter.need;
        const broke = judgeMoney(limits, balance, nanoUsd) !== 'go';
        leave(waiter, broke ? overBudget(limits, balance, nanoUsd) : waitedTooLong(limits));
        advance();
      });
      waiter.end = (error) => {
        stop();
        resolve(error);
      };
    });
    line = joined(line, waiter.person, waiter);
    tellPlaces();
    return outcome;
  }

  function standings(person: string, limits: Limits): Standing[] {
    const quota = limits.liveRuns;
    const live: Standing = {
      name: 'live-runs',
      unit: 'concurrent-requests',
      quota,
      left: quota - slots.of(person)
    };
    return [...rates.standings(person, limits), live];
  }

  return {
    ask(ask) {
      const { principal, content, model } = ask;
      const { userId: person, organizationId } = principal;
      const busy = deps.overloaded(slots.all);
      if (busy) throw busy;
      const limits = settings.of(organizationId);
      const need = needOf(content, model);
      const balance = accounts.of({ organizationId, person });
      const verdict = judgeMoney(limits, balance, need.nanoUsd);
      if (verdict === 'over') throw overBudget(limits, balance, need.nanoUsd);

      const waiting = waitingOf(line, person);
      const waits = verdict === 'wait' || waiting > 0 || !hasSlot(person, limits);
      if (waits && (waiting >= limits.queuedRuns || orderOf(line).length >= deps.mostWaiting))
        throw lineIsFull(limits, slots.of(person), waiting);

      const entry = deps.newId();
      rates.take(person, entry, need, limits);
      const waiter: Waiter = {
        person,
        organizationId,
        entry,
        need,
        leaseMs: ask.leaseMs,
        place: 0,
        tell: () => undefined,
        end: () => undefined
      };
      const outcome = waits ? wait(waiter, limits) : null;
      if (!waits) occupy(waiter);
      return createPass(deps, {
        ask,
        waiter,
        outcome,
        free,
        standings: standings(person, limits),
        leave: (error) => leave(waiter, error)
      });

      function free() {
        slots.free(entry);
        accounts.drop(entry);
        advance();
      }
    },
    liveOf: slots.of,
    waitingOf: (person) => waitingOf(line, person),
    advance
  };
}
