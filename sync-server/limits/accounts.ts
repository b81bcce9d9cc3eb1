import type { Calendar } from './calendar.ts';
import type { Ledger, Spent } from './ledger.ts';

export interface Balance {
  /** What live runs may still cost, in nano-dollars. */
  held: number;
  day: Spent & { endsAt: number };
  month: Spent & { endsAt: number };
}

/** What every person has spent and has reserved, in memory over the ledger: asked at each start. */
export interface Accounts {
  of(person: string): Balance;
  hold(person: string, entry: string, nanoUsd: number): void;
  drop(person: string, entry: string): void;
  /** `null` is a cost nobody knows. */
  spend(person: string, nanoUsd: number | null): void;
}

export function createAccounts(deps: {
  ledger: Ledger;
  calendar: Calendar;
  now: () => number;
}): Accounts {
  const { ledger, calendar, now } = deps;
  const spans = new Map<string, { day: Balance['day']; month: Balance['month'] }>();
  const holds = new Map<string, Map<string, number>>();

  function spansOf(person: string) {
    const at = now();
    const known = spans.get(person);
    if (known && at < known.day.endsAt) return known;
    const [day, month] = [calendar.dayOf(at), calendar.monthOf(at)];
    const fresh = {
      day: { ...ledger.spentSince(person, day.from), endsAt: day.to },
      month: { ...ledger.spentSince(person, month.from), endsAt: month.to }
    };
    spans.set(person, fresh);
    return fresh;
  }

  return {
    of(person) {
      let held = 0;
      for (const nanoUsd of holds.get(person)?.values() ?? []) held += nanoUsd;
      return { held, ...spansOf(person) };
    },
    hold(person, entry, nanoUsd) {
      const own = holds.get(person) ?? new Map<string, number>();
      holds.set(person, own.set(entry, nanoUsd));
    },
    drop(person, entry) {
      const own = holds.get(person);
      own?.delete(entry);
      if (own?.size === 0) holds.delete(person);
    },
    spend(person, nanoUsd) {
      const { day, month } = spansOf(person);
      for (const span of [day, month]) {
        if (nanoUsd === null) span.unknown += 1;
        else span.nanoUsd += nanoUsd;
      }
    }
  };
}
