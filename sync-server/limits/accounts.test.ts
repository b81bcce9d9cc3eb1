import { expect, test } from 'vitest';
import { defaultLimits } from '#shared/limits';
import { openDatabase } from '../db/open.ts';
import { createAccounts } from './accounts.ts';
import { localCalendar } from './calendar.ts';
import { createLedger } from './ledger.ts';
import { judgeMoney, overBudget } from './refusals.ts';
import type { ServerBudget } from './server-budget.ts';

const now = () => Date.UTC(2026, 10, 21, 12);
const ada = { organizationId: 'acme', person: 'ada' };
const bob = { organizationId: 'acme', person: 'bob' };
const adaAtHome = { organizationId: 'home', person: 'ada' };

function open(budget: ServerBudget | null = null) {
  const { sql } = openDatabase(':memory:');
  const ledger = createLedger(sql);
  return { ledger, accounts: createAccounts({ ledger, calendar: localCalendar, now, budget }) };
}

test('what one spends counts for oneself and for the organization it was spent in, and nowhere else', () => {
  const { accounts } = open();
  accounts.spend(ada, 70);
  accounts.spend(bob, 30);
  accounts.hold(bob, 'live', 5);
  expect(accounts.of(ada)).toMatchObject({
    own: { held: 0, day: { nanoUsd: 70 } },
    all: { held: 5, day: { nanoUsd: 100 }, month: { nanoUsd: 100 } }
  });
  expect(accounts.of(adaAtHome)).toMatchObject({ own: { day: { nanoUsd: 0 } }, all: { held: 0 } });
  accounts.drop('live');
  expect(accounts.of(bob)).toMatchObject({ own: { held: 0 }, all: { held: 0 } });
});

test('the book is read anew at boot, for one and for all', () => {
  const { ledger, accounts } = open();
  const account = { runId: null, promptId: null, model: null, price: null };
  const used = { inputTokens: 1, outputTokens: 1, reasoningTokens: null, cachedTokens: null };
  for (const [entry, member] of [['a', ada] as const, ['b', bob] as const])
    ledger.settle(
      { ...account, ...member, entry },
      { ...used, usageSource: 'provider', attempt: 1, nanoUsd: 40, outcome: 'done' },
      now()
    );
  expect(accounts.of(bob)).toMatchObject({
    own: { day: { nanoUsd: 40 } },
    all: { month: { nanoUsd: 80 } }
  });
});

test('what all may spend together stops one who has spent nothing, and says whose budget it is', () => {
  const { accounts } = open();
  const limits = { ...defaultLimits, dayNanoUsd: 1000, allDayNanoUsd: 100 };
  accounts.spend(ada, 70);
  expect(judgeMoney(limits, accounts.of(bob), 30)).toBe('go');
  expect(judgeMoney(limits, accounts.of(bob), 31)).toBe('over');
  accounts.hold(ada, 'live', 20);
  expect(judgeMoney(limits, accounts.of(bob), 30), 'until the live run is settled').toBe('wait');
  const error = overBudget(limits, accounts.of(bob), 31);
  expect(error.detail).toContain('the organization’s');
  expect(error.facts).toMatchObject({ violatedPolicies: ['organization-day-budget'] });
});

test('what the whole server may spend stops people of every organization, and tells whom to ask and nothing of others', () => {
  const { accounts } = open({ dayNanoUsd: 100, monthNanoUsd: null, operator: 'ops@example.org' });
  accounts.spend(ada, 60);
  accounts.hold(adaAtHome, 'live', 20);
  expect(judgeMoney(defaultLimits, accounts.of(bob), 20)).toBe('go');
  expect(judgeMoney(defaultLimits, accounts.of(bob), 40), 'until the live run is settled').toBe(
    'wait'
  );
  expect(judgeMoney(defaultLimits, accounts.of(bob), 41)).toBe('over');
  expect(judgeMoney(defaultLimits, accounts.of(bob), 0), 'what is free').toBe('go');
  const error = overBudget(defaultLimits, accounts.of(bob), 41_000_000);
  expect(error.detail).toBe(
    'It may cost up to $0.041, and what all organizations of this server may spend today does not hold that any more. Ask ops@example.org.'
  );
  expect(error.facts).toMatchObject({ violatedPolicies: ['server-day-budget'] });
});

test('the month of the whole server is read anew at boot', () => {
  const { ledger, accounts } = open({ dayNanoUsd: null, monthNanoUsd: 100, operator: null });
  const account = { runId: null, promptId: null, model: null, price: null };
  const used = { inputTokens: 1, outputTokens: 1, reasoningTokens: null, cachedTokens: null };
  for (const [entry, member] of [['a', ada] as const, ['b', adaAtHome] as const])
    ledger.settle(
      { ...account, ...member, entry },
      { ...used, usageSource: 'provider', attempt: 1, nanoUsd: 40, outcome: 'done' },
      now()
    );
  expect(judgeMoney(defaultLimits, accounts.of(bob), 20)).toBe('go');
  expect(judgeMoney(defaultLimits, accounts.of(bob), 21)).toBe('over');
  expect(overBudget(defaultLimits, accounts.of(bob), 21).detail).toContain(
    'Ask whoever runs this server.'
  );
});
