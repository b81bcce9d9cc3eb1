import type { SyncedName } from '#shared/collections';
import type { SearchDocument, SearchFacts } from '#shared/search-document';
import {
  byRank,
  passes,
  rowOfWords,
  worth,
  type Lookup,
  type Met,
  type Ranked
} from '#shared/search-match';
import type { SearchQuery, Term } from '#shared/search-query';
import { Best } from './best-hits';
import { isIn, outlineOf, partsWith, type Outline, type Parts } from './segment-outline';

/*
 * All words of this device as numbers, record after record, in a few long rows. A query marks the numbers of
 * the words it means and passes over the rows once, but for parts where one of them is nowhere: that is exact, also
 * for phrases, takes about five bytes a word, and is never out of date in one place alone.
 */

/** A record in the index; its words are `tokens[from..middle)` (names) and `[middle..to)` of its segment. */
export interface Entry {
  collection: SyncedName;
  id: string;
  facts: SearchFacts;
  from: number;
  middle: number;
  to: number;
  /** Its words were left out for want of room: whether they are meant is read where it lies. */
  isPartial: boolean;
  /** A run whose output was there when it was read. */
  hasOutput: boolean;
}

/** A stretch of the index that is kept as one. */
export interface Segment {
  n: number;
  entries: (Entry | null)[];
  /** Numbers of words. */
  tokens: Uint32Array<ArrayBuffer>;
  length: number;
  /** No entry's time is later; of one that was removed it may be. */
  newest: number;
  /** Something of it is not in the cache yet. */
  isDirty: boolean;
  /** Made when it is full, before that when it is asked for; never kept past an addition. */
  outline: Outline | null;
}

/** A segment without the rest of the index: its own words, and numbers of those. */
export interface PackedSegment {
  n: number;
  words: string;
  tokens: Uint32Array<ArrayBuffer>;
  entries: Entry[];
}

export interface Hit extends Ranked {
  collection: SyncedName;
  facts: SearchFacts;
}

const segmentSize = 1000;

export class WordIndex {
  readonly segments: Segment[] = [];
  #words: string[] = [''];
  #numbers = new Map<string, number>([['', 0]]);
  #places = new Map<string, { segment: Segment; at: number }>();
  #count = 0;
  #mostWords: number;

  /** `mostWords`: beyond so many words only facts are taken in. */
  constructor(mostWords = 24_000_000) {
    this.#mostWords = mostWords;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Entries whose words have to be read where they lie, if a query asks for words. */
  *partial(): Generator<Entry> {
    for (const { entries } of this.segments)
      for (const entry of entries) if (entry?.isPartial) yield entry;
  }

  *entries(): Generator<Entry> {
    for (const { segment, at } of this.#places.values()) {
      const entry = segment.entries[at];
      if (entry) yield entry;
    }
  }

  get(collection: SyncedName, id: string): Entry | null {
    const place = this.#places.get(`${collection}/${id}`);
    return place?.segment.entries[place.at] ?? null;
  }

  lookup: Lookup = (collection, id) => this.get(collection, id)?.facts;

  put(document: SearchDocument, hasOutput = false): void {
    const { collection, id, head, body, facts } = document;
    this.remove(collection, id);
    const headWords = rowOfWords(head);
    const bodyWords = rowOfWords(body);
    const isPartial = bodyWords.length > 0 && this.#count + bodyWords.length > this.#mostWords;
    const words = isPartial ? [] : [...headWords, ...bodyWords];
    const segment = this.#open(words.length);
    const from = segment.length;
    for (const word of words) segment.tokens[segment.length++] = this.#numberOf(word);
    const middle = isPartial ? from : from + headWords.length;
    const entry = { collection, id, facts, from, middle, to: segment.length, isPartial, hasOutput };
    this.#place(segment, entry);
    this.#count += words.length;
    segment.isDirty = true;
    segment.outline = null;
  }

  remove(collection: SyncedName, id: string): void {
    const key = `${collection}/${id}`;
    const place = this.#places.get(key);
    if (!place) return;
    const entry = place.segment.entries[place.at];
    if (entry) {
      place.segment.tokens.fill(0, entry.from, entry.to);
      this.#count -= entry.to - entry.from;
    }
    place.segment.entries[place.at] = null;
    place.segment.isDirty = true;
    this.#places.delete(key);
  }

  /** The best `limit` after the one named. */
  find(query: SearchQuery, limit: number, after: Ranked | null = null): Hit[] {
    const best = new Best(limit);
    const meant = this.#meant(query);
    const asksForWords = query.terms.length + query.without.length > 0;
    if (!meant) return [];
    // The newest first, so that most of what follows is worse and is let go at once, unread if it can be. What
    // was indexed at once lies there from the newest on, what came since in its order.
    for (const segment of this.segments.toSorted((a, b) => b.newest - a.newest)) {
      if (best.isBeyond(Math.max(meant.mostInHead, meant.mostInBody), segment.newest)) continue;
      let parts: Parts | undefined;
      for (let nth = segment.entries.length - 1; nth >= 0; nth--) {
        const entry = segment.entries[nth];
        if (!entry || (entry.isPartial && asksForWords)) continue;
        const most = entry.from === entry.middle ? meant.mostInBody : meant.mostInHead;
        if (best.isBeyond(most, entry.facts.at)) continue;
        parts ??= meant.partsOf(segment);
        if (!isIn(parts, nth)) continue;
        const score = meant.score(segment.tokens, entry);
        if (score === null || best.isBeyond(score, entry.facts.at)) continue;
        const { collection, id, facts } = entry;
        const hit = { score, at: facts.at, collection, id, facts };
        if (!best.wouldTake(hit) || (after && byRank(hit, after) <= 0)) continue;
        if (passes(query, collection, facts, this.lookup)) best.take(hit);
      }
    }
    return best.hits;
  }

  pack(segment: Segment): PackedSegment {
    const own = new Map<number, number>();
    const words: string[] = [];
    const entries: Entry[] = [];
    const tokens: number[] = [];
    for (const entry of segment.entries) {
      if (!entry) continue;
      const from = tokens.length;
      for (let at = entry.from; at < entry.to; at++) {
        const number = segment.tokens[at] ?? 0;
        let known = own.get(number);
        if (known === undefined) {
          own.set(number, (known = words.length));
          words.push(this.#words[number] ?? '');
        }
        tokens.push(known);
      }
      const middle = from + entry.middle - entry.from;
      entries.push({ ...entry, from, middle, to: tokens.length });
    }
    return { n: segment.n, words: words.join('\n'), tokens: new Uint32Array(tokens), entries };
  }

  /** Takes in what `pack` made. Segments come in their order: what stands in a later one is newer. */
  unpack({ n, words, tokens, entries }: PackedSegment): void {
    const numbers = words.split('\n').map((word) => this.#numberOf(word));
    const own = tokens.map((token) => numbers[token] ?? 0);
    const segment: Segment = {
      n,
      entries: [],
      tokens: own,
      length: own.length,
      newest: -Infinity,
      isDirty: false,
      outline: null
    };
    this.segments.push(segment);
    for (const entry of entries) {
      this.remove(entry.collection, entry.id);
      this.#place(segment, entry);
    }
    this.#outlineOf(segment);
    this.#count += own.length;
  }

  /** Words nobody uses any more are let go, and segments that have become empty: of what was deleted, nothing stays. */
  forget(segment: Segment): void {
    if (segment.entries.some((entry) => entry !== null)) return;
    const at = this.segments.indexOf(segment);
    if (at >= 0 && at < this.segments.length - 1) this.segments.splice(at, 1);
  }

  /** What tells entries that are meant. `null`: nothing here can be. */
  #meant(query: SearchQuery): Judge | null {
    const terms = query.terms.map((term) => this.#termOf(term));
    if (terms.some((term) => term === null)) return null;
    const wanted = terms.filter((term) => term !== null);
    const unwanted = query.without.flatMap((term) => this.#termOf(term) ?? []);
    const slots = [...wanted, ...unwanted].slice(0, mostSlots);
    // A phrase can only be where all its words are: what it begins with has a bit too, while there are some.
    const beginnings = [...new Set(wanted.flatMap(({ before }) => before))].slice(
      0,
      mostBits - 2 * slots.length
    );
    const bits = 2 * slots.length + beginnings.length;
    // By word number: two bits for each term, "may be met here" and "as it was typed"; then the beginnings.
    const marks = new (bits > 8 ? Uint32Array : Uint8Array)(this.#words.length);
    slots.forEach(({ last, whole }, slot) => {
      for (const number of last) marks[number] = (marks[number] ?? 0) | (1 << (2 * slot));
      if (whole !== undefined) marks[whole] = (marks[whole] ?? 0) | (2 << (2 * slot));
    });
    let needed = 0;
    for (let slot = 0; slot < Math.min(slots.length, wanted.length); slot++)
      needed |= 1 << (2 * slot);
    beginnings.forEach((number, nth) => {
      const bit = 1 << (2 * slots.length + nth);
      marks[number] = (marks[number] ?? 0) | bit;
      needed |= bit;
    });
    // Many thousand times for a common word: nothing is made here, and a row is read again for phrases alone.
    const metIn = (
      term: Meant,
      slot: number,
      seen: number,
      tokens: Uint32Array,
      from: number,
      to: number
    ): Met => {
      const isMarked = slot < mostSlots;
      if (isMarked && (seen & (1 << (2 * slot))) === 0) return 0;
      if (!isMarked || term.before.length > 0) return follows(term, tokens, from, to);
      return (seen & (2 << (2 * slot))) === 0 ? 1 : 2;
    };
    const all = [...wanted, ...unwanted];
    const mostOf = (isHead: boolean) =>
      wanted.reduce((sum, { whole }) => {
        const met: Met = whole === undefined ? 1 : 2;
        return sum + worth(isHead ? met : 0, met);
      }, 0);
    const score = (tokens: Uint32Array, { from, middle, to }: Entry): number | null => {
      let inHead = 0;
      let inBody = 0;
      for (let at = from; at < middle; at++) inHead |= marks[tokens[at] as number] as number;
      for (let at = middle; at < to; at++) inBody |= marks[tokens[at] as number] as number;
      if (((inHead | inBody) & needed) !== needed) return null;
      let score = 0;
      for (let slot = 0; slot < all.length; slot++) {
        const term = all[slot] as Meant;
        const one = worth(
          metIn(term, slot, inHead, tokens, from, middle),
          metIn(term, slot, inBody, tokens, middle, to)
        );
        const isWanted = slot < wanted.length;
        if (isWanted !== one > 0) return null;
        score += one;
      }
      return score;
    };
    const partsOf = (segment: Segment) =>
      needed === 0 ? { low: -1, high: -1 } : partsWith(this.#outlineOf(segment), marks, needed);
    return { score, partsOf, mostInHead: mostOf(true), mostInBody: mostOf(false) };
  }

  #outlineOf(segment: Segment): Outline {
    return (segment.outline ??= outlineOf(segment, this.#words.length));
  }

  /** A term in numbers; `null` if one of its words is nowhere. */
  #termOf({ words, isOpen }: Term): Meant | null {
    const before = words.slice(0, -1).map((word) => this.#numbers.get(word));
    if (before.some((number) => number === undefined)) return null;
    const typed = words.at(-1) ?? '';
    const whole = this.#numbers.get(typed);
    const last = new Set<number>(whole === undefined ? [] : [whole]);
    if (isOpen)
      this.#words.forEach((word, number) => {
        if (word.startsWith(typed)) last.add(number);
      });
    if (last.size === 0) return null;
    return { before: before.filter((number) => number !== undefined), last, whole };
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const number = this.#words.push(word) - 1;
    this.#numbers.set(word, number);
    return number;
  }

  #place(segment: Segment, entry: Entry): void {
    const at = segment.entries.push(entry) - 1;
    segment.newest = Math.max(segment.newest, entry.facts.at);
    this.#places.set(`${entry.collection}/${entry.id}`, { segment, at });
  }

  /** The segment that is being filled, with room for `more` words. */
  #open(more: number): Segment {
    let last = this.segments.at(-1);
    if (!last || last.entries.length >= segmentSize) {
      if (last) this.#outlineOf(last);
      last = {
        n: (last?.n ?? 0) + 1,
        entries: [],
        tokens: new Uint32Array(4096),
        length: 0,
        newest: -Infinity,
        isDirty: true,
        outline: null
      };
      this.segments.push(last);
    }
    const needed = last.length + more;
    if (needed > last.tokens.length) {
      const grown = new Uint32Array(Math.max(needed, last.tokens.length * 2));
      grown.set(last.tokens.subarray(0, last.length));
      last.tokens = grown;
    }
    return last;
  }
}

interface Judge {
  /** An entry's score by its words; `null`: it is not meant. */
  score(tokens: Uint32Array, entry: Entry): number | null;
  /** Nowhere else in a segment any of it is meant. */
  partsOf(segment: Segment): Parts;
  /** No entry's score is higher: of those that have words in their head, and of those that have none. */
  mostInHead: number;
  mostInBody: number;
}

/** A term as numbers of words: those before the last, and all the last may be. */
interface Meant {
  before: number[];
  last: ReadonlySet<number>;
  whole: number | undefined;
}

/** Bits are marked for so many terms; those beyond are looked for one by one. */
const mostSlots = 15;
const mostBits = 31;

function follows(
  { before, last, whole }: Meant,
  tokens: Uint32Array,
  from: number,
  to: number
): Met {
  const first = before[0];
  let met: Met = 0;
  for (let at = from; at + before.length < to; at++) {
    if (first !== undefined && tokens[at] !== first) continue;
    const end = tokens[at + before.length] as number;
    if (!last.has(end) || !before.every((number, index) => tokens[at + index] === number)) continue;
    if (end === whole) return 2;
    met = 1;
  }
  return met;
}
