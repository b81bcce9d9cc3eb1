import { foldedText, wordsOf } from '#shared/search-words';

/*
 * The one grammar of search: words, "phrases", -exclusions and filters such as `tag:draft` or `cost:>0.01`.
 * Reading never fails: what is not understood is searched as words, and a hint says so.
 */

export const textFilters = ['tag', 'by', 'model', 'in', 'status', 'kind'] as const;
export const dateFilters = ['before', 'after'] as const;
export const numberFilters = ['cost', 'tokens', 'rating'] as const;
type TextFilter = (typeof textFilters)[number];
type DateFilter = (typeof dateFilters)[number];
type NumberFilter = (typeof numberFilters)[number];
export type FilterName = TextFilter | DateFilter | NumberFilter;
export const filterNames: readonly FilterName[] = [
  ...textFilters,
  ...dateFilters,
  ...numberFilters
];

/** Words that have to follow each other. */
export interface Term {
  words: string[];
  /** The last word may go on: it is being typed. A quoted phrase stands as it is. */
  isOpen: boolean;
}
export type Comparison = '<' | '<=' | '=' | '>=' | '>';
export type Filter =
  | {
      name: TextFilter;
      value: string;
      /** Of `by`: ids of the people it names, once that is known. */
      ids?: readonly string[];
    }
  /** `at` in milliseconds since the epoch. */
  | { name: DateFilter; at: number }
  /** Of `cost` in dollars. */
  | { name: NumberFilter; compare: Comparison; number: number };

/** A stretch `[from, to)` of the typed text. */
export interface Piece {
  from: number;
  to: number;
  /** The filter it is, or would be. */
  filter: FilterName | null;
  /** What stands behind the colon, or the word itself, without quotes. */
  value: string;
}
export interface SearchQuery {
  /** All of these. */
  terms: Term[];
  /** None of these. */
  without: Term[];
  filters: Filter[];
  /** The one kind that is wanted, whatever else is asked for; empty: any. */
  only: string;
  withoutFilters: Filter[];
  pieces: Piece[];
  /** Sentences about what was not understood. */
  hints: string[];
}

/** Nobody types so many; each costs a look at every candidate. */
const mostTerms = 24;
const quotes = /["“”„]/;
const opened = /^["“”„]/;

/**
 * @param zoneMinutes how far the asker's clock is ahead of UTC: a day begins there.
 * @param only a kind that was chosen beside the text.
 */
export function parseSearch(text: string, zoneMinutes = 0, only = ''): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    without: [],
    filters: [],
    withoutFilters: [],
    only: foldedText(only),
    pieces: [],
    hints: []
  };
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const from = at;
    const isWithout = text.charAt(at) === '-' && /\S/.test(text.charAt(at + 1));
    if (isWithout) at++;
    const named = /^(\p{L}+):/u.exec(text.slice(at, at + 40));
    const name = filterNames.find((known) => known === named?.[1]?.toLowerCase()) ?? null;
    const start = name === null ? at : at + name.length + 1;
    const { value, end, isQuoted } = readValue(text, start);
    at = end;
    query.pieces.push({ from, to: end, filter: name, value });
    const filter = name && readFilter(name, value, zoneMinutes);
    if (filter) {
      query[isWithout ? 'withoutFilters' : 'filters'].push(filter);
      continue;
    }
    if (name !== null && value === '') {
      query.hints.push(`${name}: needs a value, such as ${exampleOf(name)}.`);
      continue;
    }
    if (name !== null)
      query.hints.push(`${name}:${value} could not be read; ${name}: takes ${exampleOf(name)}.`);
    else if (named && !isQuoted && !value.slice(named[0].length).startsWith('//'))
      query.hints.push(`There is no filter ${named[0]} so its words were searched.`);
    const words = wordsOf(name === null ? value : `${name} ${value}`);
    if (words.length === 0) continue;
    const term = { words, isOpen: !isQuoted };
    if (query.terms.length + query.without.length < mostTerms)
      query[isWithout ? 'without' : 'terms'].push(term);
    else if (query.hints.length === 0)
      query.hints.push(`Only the first ${mostTerms} words are searched.`);
  }
  return query;
}

/** Whether it asks for anything at all. */
export function isEmptyQuery({ terms, without, filters, withoutFilters }: SearchQuery): boolean {
  return terms.length + without.length + filters.length + withoutFilters.length === 0;
}

/** `value` as it is typed behind a filter's colon. */
export function quotedValue(value: string): string {
  return /[\s"“”„]/.test(value) ? `"${value.replaceAll(/["“”„]/g, ' ').trim()}"` : value;
}

function readValue(text: string, start: number) {
  if (opened.test(text.charAt(start))) {
    let end = start + 1;
    while (end < text.length && !quotes.test(text.charAt(end))) end++;
    return {
      value: text.slice(start + 1, end),
      end: Math.min(end + 1, text.length),
      isQuoted: true
    };
  }
  let end = start;
  while (end < text.length && !/\s/.test(text.charAt(end))) end++;
  return { value: text.slice(start, end), end, isQuoted: false };
}

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);

function readFilter(name: FilterName, value: string, zoneMinutes: number): Filter | null {
  if (isOneOf(textFilters, name)) {
    const folded = foldedText(value);
    return folded === '' ? null : { name, value: folded };
  }
  if (isOneOf(dateFilters, name)) {
    const at = readDate(value, zoneMinutes);
    return at === null ? null : { name, at };
  }
  const found = /^(<=|>=|<|>|=)?\$?(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})$/.exec(value);
  if (!found) return null;
  return { name, compare: (found[1] ?? '=') as Comparison, number: Number(found[2]) };
}

/** The beginning of a year, month, day or minute, in milliseconds. */
function readDate(value: string, zoneMinutes: number): number | null {
  const found = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2}):(\d{2}))?)?)?$/.exec(value);
  if (!found) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const at = Date.UTC(year, month - 1, day, hour, minute);
  const read = new Date(at);
  const isReal = year >= 1970 && read.getUTCMonth() === month - 1 && read.getUTCDate() === day;
  return isReal && hour < 24 && minute < 60 ? at - zoneMinutes * 60_000 : null;
}

const examples: Record<FilterName, string> = {
  tag: 'tag:draft',
  by: 'by:user',
  model: 'model:claude',
  in: 'in:"My project"',
  status: 'status:failed',
  kind: 'kind:run',
  before: 'before:2026-11-21',
  after: 'after:2026-11',
  cost: 'cost:>0.01',
  tokens: 'tokens:>1000',
  rating: 'rating:1'
};
export const exampleOf = (name: FilterName): string => examples[name];
