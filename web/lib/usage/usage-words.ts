import { dollarText } from '#shared/dollars';
import type { UsageReport, UsageSums } from '#shared/usage-report';

/** What something cost. A cost nobody knows is said to be unknown; it is never shown as nothing. */
export function spentText({ costNanoUsd, unknown, runs }: UsageSums): string {
  if (runs > 0 && unknown === runs && costNanoUsd === 0) return 'unknown';
  return dollarText(costNanoUsd);
}

/** What is missing from a sum: “+ 2 runs of unknown cost”; `null` where nothing is. */
export function unknownText({ unknown }: { unknown: number }): string | null {
  if (unknown === 0) return null;
  return unknown === 1 ? '+ 1 run of unknown cost' : `+ ${unknown} runs of unknown cost`;
}

const dayMs = 24 * 60 * 60 * 1000;

/** `2026-11-21`, the day it is there. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit'
  }).format(at);
}

/** The day so many days before another one. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}

/** “21 Nov”, in the person's locale. */
export function dayText(day: string, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short'
  });
  return format.format(Date.parse(`${day}T00:00Z`));
}

const nothing: UsageSums = {
  runs: 0,
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cachedTokens: 0,
  costNanoUsd: 0,
  unknown: 0,
  estimated: 0
};

/** Every day of a report, also those on which nothing ran. */
export function everyDay({ from, to, byDay }: UsageReport): UsageReport['byDay'] {
  const days: UsageReport['byDay'] = [];
  for (let day = to; day >= from; day = daysBefore(day, 1))
    days.unshift(byDay.find((one) => one.day === day) ?? { day, ...nothing });
  return days;
}

/** How a day's column is drawn: by money where there is any, else by tokens. */
export function heightsOf(days: readonly UsageSums[]): {
  of: 'money' | 'tokens';
  shares: number[];
} {
  const tokens = (sums: UsageSums) => sums.inputTokens + sums.outputTokens;
  const most = Math.max(...days.map(({ costNanoUsd }) => costNanoUsd), 0);
  if (most > 0) return { of: 'money', shares: days.map((sums) => sums.costNanoUsd / most) };
  const mostTokens = Math.max(...days.map(tokens), 1);
  return { of: 'tokens', shares: days.map((sums) => tokens(sums) / mostTokens) };
}

/** Dollars as one types them → nano-dollars, and back. Empty is no limit. */
export function nanoOf(dollars: number | null): number | null {
  return dollars === null ? null : Math.round(dollars * 1e9);
}

export function dollarsOf(nanoUsd: number | null): number | null {
  return nanoUsd === null ? null : nanoUsd / 1e9;
}
