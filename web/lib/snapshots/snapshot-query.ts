import { snapshotKinds, type SnapshotKind } from '#shared/snapshot-fields';
import type { SnapshotFilter } from '#shared/snapshot-filter';

/** What one asks of the snapshots, as the address says it; an empty text asks for nothing. */
export interface SnapshotQuery {
  q: string;
  kind: SnapshotKind | '';
  tag: string;
  /** The last so many days, today included. */
  days: '' | '1' | '7' | '30' | '90';
}

export const noSnapshotQuery: SnapshotQuery = { q: '', kind: '', tag: '', days: '' };
const names = Object.keys(noSnapshotQuery) as (keyof SnapshotQuery)[];
const oneOf: { [Name in keyof SnapshotQuery]?: readonly string[] } = {
  kind: snapshotKinds,
  days: ['1', '7', '30', '90']
};

export const kindTexts: Record<SnapshotKind, string> = {
  prompt: 'Prompts',
  run: 'Runs',
  conversation: 'Conversations'
};
export const daysTexts: Record<Exclude<SnapshotQuery['days'], ''>, string> = {
  '1': 'Today',
  '7': 'Last 7 days',
  '30': 'Last 30 days',
  '90': 'Last 90 days'
};

/** Whatever an address may not say is passed over. */
export function snapshotQueryOf(params: URLSearchParams): SnapshotQuery {
  const query: Record<keyof SnapshotQuery, string> = { ...noSnapshotQuery };
  for (const name of names) {
    const value = params.get(name) ?? '';
    if (oneOf[name]?.includes(value) ?? true) query[name] = value;
  }
  return query as SnapshotQuery;
}

/** `?kind=run&days=7`, or nothing. */
export function snapshotSearchOf(query: SnapshotQuery): string {
  const said = names.filter((name) => query[name] !== '').map((name) => [name, query[name]]);
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

export function isAsking(query: SnapshotQuery): boolean {
  return names.some((name) => query[name] !== '');
}

/** `now` in milliseconds; days are those of the person's own clock. */
export function snapshotFilterOf(query: SnapshotQuery, now: number): SnapshotFilter {
  const { q, kind, tag, days } = query;
  const today = new Date(now);
  const from = days === '' ? null : today.setHours(0, 0, 0, 0) - (Number(days) - 1) * 86_400_000;
  return { text: q, kind: kind || null, tag: tag || null, subjectId: null, from, to: null };
}
