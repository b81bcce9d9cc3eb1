import { runStatuses } from '#shared/run-fields';
import type { Run } from '#shared/collections';
import type { RunFilter } from '$lib/data/run-filter';
import { statusTexts } from './run-facts';

/** What one asks of the history, as its address says it; an empty text asks for nothing. */
export interface RunQuery {
  status: Run['status'] | '';
  model: string;
  /** Ids. */
  prompt: string;
  version: string;
  tag: string;
  /** At least so many stars; `none`: not rated. */
  rating: '' | 'none' | '1' | '2' | '3' | '4' | '5';
  /** The last so many days, today included. */
  days: '' | '1' | '7' | '30' | '90';
  /** Days as `2026-11-21`, both included; they count where `days` is empty. */
  from: string;
  to: string;
}

export const noQuery: RunQuery = {
  status: '',
  model: '',
  prompt: '',
  version: '',
  tag: '',
  rating: '',
  days: '',
  from: '',
  to: ''
};
const names = Object.keys(noQuery) as (keyof RunQuery)[];
const oneOf: { [Name in keyof RunQuery]?: readonly string[] } = {
  status: runStatuses,
  rating: ['none', '1', '2', '3', '4', '5'],
  days: ['1', '7', '30', '90']
};
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whatever an address may not say is passed over. */
export function queryOf(params: URLSearchParams): RunQuery {
  const query: Record<keyof RunQuery, string> = { ...noQuery };
  for (const name of names) {
    const value = params.get(name) ?? '';
    const isDay = name === 'from' || name === 'to';
    if (isDay ? dayPattern.test(value) : (oneOf[name]?.includes(value) ?? true))
      query[name] = value;
  }
  return query as RunQuery;
}

/** `?status=failed&days=7`, or nothing. */
export function searchOf(query: RunQuery): string {
  const said = names.filter((name) => query[name] !== '').map((name) => [name, query[name]]);
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

export function isAsking(query: RunQuery): boolean {
  return names.some((name) => query[name] !== '');
}

/** `now` in milliseconds; days are those of the person's own clock. */
export function filterOf(
  query: RunQuery,
  now: number,
  promptIdsOf: (tag: string) => ReadonlySet<string>
): RunFilter {
  const { status, model, prompt, version, tag, rating, days, from, to } = query;
  return {
    status: status || null,
    model: model || null,
    promptId: prompt || null,
    promptIds: tag === '' ? null : promptIdsOf(tag),
    versionId: version || null,
    rating: rating === '' ? null : rating === 'none' ? 0 : Number(rating),
    from: days !== '' ? dayStart(now, 1 - Number(days)) : from === '' ? null : dayOf(from, 0),
    to: days !== '' || to === '' ? null : dayOf(to, 1)
  };
}

function dayStart(at: number, later: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + later).getTime();
}

function dayOf(day: string, later: number): number {
  return dayStart(new Date(`${day}T00:00`).getTime(), later);
}

/** What a chip says, and the query without it. */
export interface QueryChip {
  name: keyof RunQuery;
  label: string;
  without: RunQuery;
}

interface Names {
  model(id: string): string;
  prompt(id: string): string;
  version(id: string): string;
}

export const daysTexts: Record<Exclude<RunQuery['days'], ''>, string> = {
  '1': 'Today',
  '7': 'Last 7 days',
  '30': 'Last 30 days',
  '90': 'Last 90 days'
};

export function ratingText(rating: Exclude<RunQuery['rating'], ''>): string {
  return rating === 'none' ? 'Not rated' : rating === '5' ? '★ 5' : `★ ${rating} or more`;
}

/** One for each thing that is asked, in the order of the form. */
export function chipsOf(query: RunQuery, known: Names): QueryChip[] {
  const labels: { [Name in keyof RunQuery]: (value: string) => string } = {
    status: (value) => statusTexts[value as Run['status']],
    model: known.model,
    prompt: known.prompt,
    version: known.version,
    tag: (value) => `#${value}`,
    rating: (value) => ratingText(value as Exclude<RunQuery['rating'], ''>),
    days: (value) => daysTexts[value as Exclude<RunQuery['days'], ''>],
    from: (value) => `From ${value}`,
    to: (value) => `Until ${value}`
  };
  return names
    .filter((name) => query[name] !== '')
    .map((name) => ({
      name,
      label: labels[name](query[name]),
      // A version is one of its prompt.
      without: { ...query, [name]: '', ...(name === 'prompt' ? { version: '' } : {}) }
    }));
}
