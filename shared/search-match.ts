import type { SyncedName } from '#shared/collections';
import type { SearchDocument, SearchFacts } from '#shared/search-document';
import { kindOf } from '#shared/search-document';
import type { Comparison, Filter, SearchQuery, Term } from '#shared/search-query';
import { foldedText, wordsOf } from '#shared/search-words';

/** Facts of another record of the same scope, if there is one. */
export type Lookup = (collection: SyncedName, id: string) => SearchFacts | undefined;

/** Between two texts, so that no phrase goes from one into the next; no word is empty. */
export const textBreak = '';

/** How a term is met by words: not at all, with a word that goes on, or as it was typed. */
export type Met = 0 | 1 | 2;

/**
 * A term's worth: names count more than what is said, whole words more than beginnings. Nothing in it depends
 * on what else there is, so that a device that has a part of everything ranks it as the server does.
 */
export function worth(inHead: Met, inBody: Met): number {
  return Math.max(inHead === 0 ? 0 : 4 + 2 * inHead, inBody === 0 ? 0 : 1 + inBody);
}

/** The words of texts in one row. */
export function rowOfWords(texts: readonly string[]): string[] {
  return texts.flatMap((text, index) =>
    index === 0 ? wordsOf(text) : [textBreak, ...wordsOf(text)]
  );
}

export function metIn(row: readonly string[], { words, isOpen }: Term): Met {
  const last = words.length - 1;
  let met: Met = 0;
  for (let at = 0; at + last < row.length; at++) {
    if (!words.every((word, index) => index === last || row[at + index] === word)) continue;
    const word = row[at + last] ?? '';
    if (word === words[last]) return 2;
    if (isOpen && word.startsWith(words[last] ?? '')) met = 1;
  }
  return met;
}

/** The worth of a document, or `null` if its words are not what was asked for. */
export function scoreOf(query: SearchQuery, { head, body }: Pick<SearchDocument, 'head' | 'body'>) {
  const rows = [rowOfWords(head), rowOfWords(body)] as const;
  const worthOf = (term: Term) => worth(metIn(rows[0], term), metIn(rows[1], term));
  if (query.without.some((term) => worthOf(term) > 0)) return null;
  let score = 0;
  for (const term of query.terms) {
    const one = worthOf(term);
    if (one === 0) return null;
    score += one;
  }
  return score;
}

/** Whether the facts of a record, and of what it belongs to, are what was asked for. */
export function passes(
  query: SearchQuery,
  collection: SyncedName,
  facts: SearchFacts,
  lookup: Lookup
): boolean {
  if (query.only !== '' && kindOf(collection) !== query.only) return false;
  const prompt = facts.promptId === null ? undefined : lookup('prompts', facts.promptId);
  const conversation =
    facts.conversationId === null ? undefined : lookup('conversations', facts.conversationId);
  // A snapshot outlives what it was taken of.
  const owners = collection === 'snapshots' ? [] : [prompt, conversation];
  const isInTrash = [facts, ...owners].some((each) => each?.isInTrash);
  const wantsTrash = query.filters.some(isTrash);
  if (isInTrash !== wantsTrash) return false;
  const isMet = (filter: Filter): boolean => {
    switch (filter.name) {
      case 'before':
        return facts.at < filter.at;
      case 'after':
        return facts.at >= filter.at;
      case 'cost':
        return compares((facts.costNanoUsd ?? NaN) / 1e9, filter.compare, filter.number);
      case 'tokens':
        return compares(facts.tokens ?? NaN, filter.compare, filter.number);
      case 'rating':
        return compares(facts.rating ?? NaN, filter.compare, filter.number);
      case 'tag':
        return [facts, prompt].some((each) => each?.tags?.includes(filter.value));
      case 'by':
        return isBy(facts.by, filter);
      case 'model': {
        const run = facts.runId === null ? undefined : lookup('runs', facts.runId);
        return [facts, run].some((each) =>
          each?.models?.some((model) => beginsWord(model, filter.value))
        );
      }
      case 'status':
        return facts.status?.startsWith(filter.value) ?? false;
      case 'kind':
        return kindOf(collection).startsWith(filter.value.replace(/(?<=.{3})s$/, ''));
      case 'in':
        if (isTrash(filter)) return isInTrash;
        return [prompt, conversation, ...projectsOf(facts, prompt, lookup)].some((each) =>
          beginsWord(each && foldedText(each.name), filter.value)
        );
    }
  };
  if (query.withoutFilters.some(isMet)) return false;
  // Of one name any may do, where a record has but one such thing; tags, dates and figures all have to hold.
  return query.filters.every(
    (filter) =>
      isMet(filter) ||
      (anyOf.has(filter.name) &&
        query.filters.some((other) => other.name === filter.name && isMet(other)))
  );
}

const anyOf = new Set<Filter['name']>(['by', 'model', 'in', 'status', 'kind']);
const isTrash = (filter: Filter) => filter.name === 'in' && filter.value === 'trash';

/** A record's place in the order of results. */
export interface Ranked {
  score: number;
  at: number;
  collection: string;
  id: string;
}

/** The best first, then the newest; the rest only so that the order is the same everywhere. */
export function byRank(a: Ranked, b: Ranked): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.at !== b.at) return b.at - a.at;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.collection < b.collection ? -1 : a.collection > b.collection ? 1 : 0;
}

function* projectsOf(
  facts: SearchFacts,
  prompt: SearchFacts | undefined,
  lookup: Lookup
): Generator<SearchFacts> {
  const met = new Set<string>();
  let id = facts.projectId ?? prompt?.projectId ?? null;
  while (id !== null && !met.has(id)) {
    met.add(id);
    const project = lookup('projects', id);
    if (!project) return;
    yield project;
    id = project.projectId;
  }
}

function beginsWord(text: string | undefined, value: string): boolean {
  return text !== undefined && ` ${text}`.includes(` ${value}`);
}

/** A role by its beginning, as `assist`; a person by a name that is known, or by the whole id. */
function isBy(
  by: string | undefined,
  { value, ids = [] }: { value: string; ids?: readonly string[] }
) {
  if (by === undefined) return false;
  const isRole = roles.has(by) && by.startsWith(value);
  return isRole || by === value || ids.includes(by);
}
const roles = new Set(['user', 'assistant', 'system', 'developer', 'tool']);

function compares(is: number, compare: Comparison, than: number): boolean {
  switch (compare) {
    case '<':
      return is < than;
    case '<=':
      return is <= than;
    case '=':
      return is === than;
    case '>=':
      return is >= than;
    case '>':
      return is > than;
  }
}
