import type { Calendar } from './calendar.ts';
import type { Ledger, Payer, Spent } from './ledger.ts';
import type { ServerBudget } from './server-budget.ts';

export interface Balance {
  /** What live runs may still cost, in nano-dollars. */
  held: number;
  day: Spent & { endsAt: number };
  month: Spent & { endsAt: number };
}

/** What a person has spent in an organization, what all of it have, and all organizations. */
export interface Balances {
  own: Balance;
  all: Balance;
  /** `null` where whoever runs the server set no budget. */
  server: (Balance & { budget: ServerBudget }) | null;
}

/** Whose run it is. */
interface Member {
  organizationId: string;
  person: string;
}

const everybody: Payer = { organizationId: null, person: null };

/** What every person and every organization has spent and reserved, in memory over the ledger: asked at each start. */
export interface Accounts {
  of(member: Member): Balances;
  hold(member: Member, entry: string, nanoUsd: number): void;
  drop(entry: string): void;
  /** `null` is a cost nobody knows. */
  spend(member: Member, nanoUsd: number | null): void;
}

export function createAccounts(deps: {
  ledger: Ledger;
  calendar: Calendar;
  now: () => number;
  budget?: ServerBudget | null | undefined;
}): Accounts {
  const { ledger, calendar, now, budget = null } = deps;
  const spans = new Map<string, { day: Balance['day']; month: Balance['month'] }>();
  const holds = new Map<string, Map<string, number>>();

  const keyOf = ({ organizationId, person }: Payer) => JSON.stringify([organizationId, person]);
  const payersOf = (member: Member): Payer[] => [
    member,
    { ...member, person: null },
    ...(budget ? [everybody] : [])
  ];

  function spansOf({ organizationId, person }: Payer) {
    const payer = { organizationId, person };
    const key = keyOf(payer);
    const at = now();
    const known = spans.get(key);
    if (known && at < known.day.endsAt) return known;
    const [day, month] = [calendar.dayOf(at), calendar.monthOf(at)];
    const fresh = {
      day: { ...ledger.spentSince(payer, day.from), endsAt: day.to },
      month: { ...ledger.spentSince(payer, month.from), endsAt: month.to }
    };
    spans.set(key, fresh);
    return fresh;
  }

  function balanceOf(payer: Payer): Balance {
    let held = 0;
    for (const nanoUsd of holds.get(keyOf(payer))?.values() ?? []) held += nanoUsd;
    return { held, ...spansOf(payer) };
  }

  return {
    of: (member) => ({
      own: balanceOf(member),
      all: balanceOf({ ...member, person: null }),
      server: budget && { ...balanceOf(everybody), budget }
    }),
    hold(member, entry, nanoUsd) {
      for (const payer of payersOf(member)) {
        const held = holds.get(keyOf(payer)) ?? new Map<string, number>();
        holds.set(keyOf(payer), held.set(entry, nanoUsd));
      }
    },
    drop(entry) {
      for (const [key, held] of holds) if (held.delete(entry) && held.size === 0) holds.delete(key);
    },
    spend(member, nanoUsd) {
      for (const payer of payersOf(member)) {
        const { day, month } = spansOf(payer);
        for (const span of [day, month]) {
          if (nanoUsd === null) span.unknown += 1;
          else span.nanoUsd += nanoUsd;
        }
      }
    }
  };
}
