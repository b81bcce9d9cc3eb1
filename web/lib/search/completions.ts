import { runStatuses } from '#shared/run-fields';
import { searchKinds } from '#shared/search-document';
import {
  exampleOf,
  filterNames,
  parseSearch,
  quotedValue,
  type FilterName
} from '#shared/search-query';
import { foldedText } from '#shared/search-words';

/** What is known on this device, to choose from. */
export interface KnownValues {
  tags: readonly string[];
  models: readonly string[];
  projects: readonly string[];
  /** Names of those who belong to the organization. */
  people: readonly string[];
  /** Milliseconds since the epoch, and how far the clock is ahead of UTC. */
  now: number;
  zoneMinutes: number;
}

/** Takes the place of `[from, to)` in the field. */
export interface Completion {
  from: number;
  to: number;
  text: string;
  /** What it is for, where the text does not say it. */
  detail: string | null;
}

const about: Record<FilterName, string> = {
  tag: 'Prompts with a tag, and what belongs to them',
  by: 'Who made a version or a snapshot, who wrote a message',
  model: 'The model that was asked',
  in: 'A project, a conversation, the trash',
  status: 'How a run ended',
  kind: 'Only one kind of thing',
  before: 'Older than a day',
  after: 'Since a day',
  cost: 'What a run cost, in dollars',
  tokens: 'Tokens of a run, asked and answered',
  rating: 'How a run was rated'
};
const most = 6;

/** What the piece before the caret could become. */
export function completionsAt(text: string, caret: number, known: KnownValues): Completion[] {
  const piece = parseSearch(text).pieces.find(({ from, to }) => from < caret && caret <= to);
  if (!piece) return [];
  const minus = text.charAt(piece.from) === '-' ? 1 : 0;
  const from = piece.from + minus;
  const { filter, to } = piece;
  if (filter === null) {
    const typed = text.slice(from, to).toLowerCase();
    return filterNames
      .filter((name) => typed.length > 0 && name.startsWith(typed))
      .map((name) => ({ from, to, text: `${name}:`, detail: about[name] }));
  }
  const typed = foldedText(piece.value);
  return valuesOf(filter, known)
    .filter((value) => fits(value, typed, piece.value))
    .slice(0, most)
    .map((value) => ({ from, to, text: `${filter}:${quotedValue(value)} `, detail: null }));
}

function fits(value: string, typed: string, raw: string): boolean {
  if (value === raw) return false;
  return typed === '' ? value.startsWith(raw) : ` ${foldedText(value)}`.includes(` ${typed}`);
}

function valuesOf(filter: FilterName, known: KnownValues): readonly string[] {
  switch (filter) {
    case 'tag':
      return known.tags;
    case 'model':
      return known.models;
    case 'in':
      return [...known.projects, 'trash'];
    case 'status':
      return runStatuses;
    case 'kind':
      return searchKinds;
    case 'by':
      return ['me', ...known.people, 'user', 'assistant', 'system'];
    case 'before':
    case 'after':
      return days(known);
    default:
      return [exampleOf(filter).slice(filter.length + 1)];
  }
}

/** Today, a week ago, the beginning of the month and of the year. */
function days({ now, zoneMinutes }: KnownValues): string[] {
  const day = (at: number) => new Date(at + zoneMinutes * 60_000).toISOString().slice(0, 10);
  const today = day(now);
  return [today, day(now - 7 * 86_400_000), today.slice(0, 7), today.slice(0, 4)];
}
