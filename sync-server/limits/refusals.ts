import { mayBegin } from '#shared/budget';
import type { Need } from '#shared/budget';
import { dollarText } from '#shared/dollars';
import { AppError } from '#shared/errors';
import type { Limits } from '#shared/limits';
import type { Balance, Balances } from './accounts.ts';

/** Why a run may not begin, in words a person understands, with the next step. */

const count = (value: number) => value.toLocaleString('en');
const dollars = (nanoUsd: number) => dollarText(nanoUsd, 'en');
const seconds = (ms: number) => `${count(Math.ceil(ms / 1000))} s`;

function pursesOf(limits: Limits, { own, all, server }: Balances) {
  const day = (name: string, words: string, { day, held }: Balance, budget: number | null) => ({
    name,
    words,
    budget,
    held,
    spent: day.nanoUsd,
    resetsAt: day.endsAt
  });
  const month = (name: string, words: string, { month, held }: Balance, budget: number | null) => ({
    name,
    words,
    budget,
    held,
    spent: month.nanoUsd,
    resetsAt: month.endsAt
  });
  return [
    day('day', 'today’s', own, limits.dayNanoUsd),
    month('month', 'this month’s', own, limits.monthNanoUsd),
    day('organization-day', 'the organization’s', all, limits.allDayNanoUsd),
    month('organization-month', 'the organization’s monthly', all, limits.allMonthNanoUsd),
    ...(server
      ? [
          day('server-day', 'today', server, server.budget.dayNanoUsd),
          month('server-month', 'this month', server, server.budget.monthNanoUsd)
        ]
      : [])
  ];
}

/** How a budget stands to what a run may cost; an unknown cost is judged by the owner's choice alone. */
export function judgeMoney(limits: Limits, balances: Balances, nanoUsd: number | null) {
  const purses = pursesOf(limits, balances);
  const isLimited = purses.some(({ budget }) => budget !== null);
  if (nanoUsd === null) return isLimited && limits.unknownPrices === 'refuse' ? 'over' : 'go';
  return mayBegin(purses, nanoUsd);
}

export function overBudget(limits: Limits, balances: Balances, nanoUsd: number | null): AppError {
  if (nanoUsd === null)
    return new AppError('BUDGET_EXCEEDED', {
      detail:
        'The price of this model is not known, and there is a budget. Choose another model, or allow unknown prices in Usage.',
      facts: { violatedPolicies: ['unknown-price'] }
    });
  const purses = pursesOf(limits, balances);
  const over =
    purses.find((purse) => mayBegin([purse], nanoUsd) === 'over') ??
    purses.find((purse) => mayBegin([purse], nanoUsd) === 'wait');
  const { name, words, budget, spent, held, resetsAt } = over ?? purses[0]!;
  const facts = { violatedPolicies: [`${name}-budget`], resetsAt };
  if (name.startsWith('server-'))
    return new AppError('BUDGET_EXCEEDED', {
      // What others have spent is none of the asker's business: no figure of it is told.
      detail: `It may cost up to ${dollars(nanoUsd)}, and what all organizations of this server may spend ${words} does not hold that any more. Ask ${balances.server?.budget.operator ?? 'whoever runs this server'}.`,
      facts
    });
  const left = Math.max(0, (budget ?? 0) - spent);
  const reserved = held > 0 ? `, ${dollars(held)} of it reserved for live runs` : '';
  return new AppError('BUDGET_EXCEEDED', {
    detail: `It may cost up to ${dollars(nanoUsd)}; of ${words} ${dollars(budget ?? 0)}, ${dollars(left)} is left${reserved}.`,
    facts
  });
}

export function tooManyRuns(limits: Limits, waitMs: number): AppError {
  const allowed = `${count(limits.runsPerMinute)} runs a minute are allowed`;
  return new AppError('RATE_LIMITED', {
    detail: `${allowed}; the next one can begin in ${seconds(waitMs)}.`,
    retryAfterMs: waitMs,
    facts: { violatedPolicies: ['runs'] }
  });
}

/** `waitMs` `null`: this run alone is more than a minute may hold. */
export function tooManyTokens(limits: Limits, need: Need, waitMs: number | null): AppError {
  const most = `${count(limits.tokensPerMinute ?? 0)} tokens a minute are allowed`;
  const own = `this run may use ${count(need.inputTokens + need.outputTokens)}`;
  const facts = { violatedPolicies: ['tokens'] };
  if (waitMs === null)
    return new AppError('BUDGET_EXCEEDED', { detail: `${most}, and ${own}.`, facts });
  const detail = `${most}, and ${own}; it can begin in ${seconds(waitMs)}.`;
  return new AppError('RATE_LIMITED', { detail, retryAfterMs: waitMs, facts });
}

const againMs = 2_000;

export function lineIsFull(limits: Limits, live: number, waiting: number): AppError {
  const now = live === 1 ? '1 run is live' : `${count(live)} runs are live`;
  const line = waiting === 1 ? '1 waits in line' : `${count(waiting)} wait in line`;
  const detail =
    limits.queuedRuns === 0 ? `${now}; none may wait in line.` : `${now}, and ${line}.`;
  const facts = { violatedPolicies: ['live-runs'] };
  return new AppError('CONCURRENCY_LIMIT', { detail, retryAfterMs: againMs, facts });
}

export function waitedTooLong(limits: Limits): AppError {
  const detail = `It waited in line for ${seconds(limits.queueWaitMs)} and was not begun.`;
  const facts = { violatedPolicies: ['live-runs'] };
  return new AppError('CONCURRENCY_LIMIT', { detail, retryAfterMs: againMs, facts });
}
