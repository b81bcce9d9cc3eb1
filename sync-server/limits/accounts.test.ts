import { expect, test } from 'vitest';
import { defaultLimits } from '#shared/limits';
import { openDatabase } from '../db/open.ts';
import { createAccounts } from './accounts.ts';
import { localCalendar } from './calendar.ts';
import { createLedger } from './ledger.ts';
import { judgeMoney, overBudget } from './refusals.ts';

const now = () => Date.UTC(2026, 10, 21, 12);
const ada = { organizationId: 'acme', person: 'ada' };
const bob = { organizationId: 'acme', person: 'bob' };
const adaAtHome = { organizationId: 'home', person: 'ada' };

function open() {
  const { sql } = openDatabase(':memory:');
  const ledger = createLedger(sql);
  return { ledger, accounts: createAccounts({ ledger, calendar: localCalendar, now }) };
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
    ...{ own: { day: { nanoUsd: 40 } }, all: { month: { nanoUsd: 80 } } }
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
