import type { Run, SyncedName } from '#shared/collections';
import { documentOf, type SearchDocument } from '#shared/search-document';
import { hitOf, type SearchHit } from '#shared/search-hit';
import { byRank, passes, scoreOf, type Ranked } from '#shared/search-match';
import { isEmptyQuery, type SearchQuery } from '#shared/search-query';
import type { Database, Row } from '$lib/data/db';
import { findRun } from '$lib/data/run-history';
import type { IndexKeeper } from './index-keeper';
import type { Hit, WordIndex } from './word-index';

interface Deps {
  db: Database;
  index: WordIndex;
  keeper: Pick<IndexKeeper, 'again'>;
}

/** `next`: what to ask for more after; `null` where there is no more. */
export interface FoundHere {
  items: SearchHit[];
  next: Ranked | null;
}

/**
 * Answers from the index, and shows from the records: each is judged once more as it is now, so that a stale
 * index can leave something out for a moment, but never shows what is not meant.
 */
export function createFindHere({ db, index, keeper }: Deps) {
  async function read(hits: readonly { collection: SyncedName; id: string }[]) {
    const documents = new Map<string, SearchDocument>();
    const byName = new Map<SyncedName, string[]>();
    for (const { collection, id } of hits)
      byName.set(collection, [...(byName.get(collection) ?? []), id]);
    for (const [name, ids] of byName) {
      const rows: (Row | Run | undefined)[] = await db.table<Row, string>(name).bulkGet(ids);
      const outputs = name === 'runs' ? await db.runOutputs.bulkGet(ids) : [];
      for (const [at, id] of ids.entries()) {
        const row = rows[at] ?? (name === 'runs' ? await findRun(db, id) : undefined);
        if (row) documents.set(`${name}/${id}`, documentOf(name, { ...row }, outputs[at] ?? null));
      }
    }
    return documents;
  }

  async function page(
    query: SearchQuery,
    after: Ranked | null,
    limit: number,
    tries = 3
  ): Promise<FoundHere> {
    if (isEmptyQuery(query)) return { items: [], next: null };
    const found: Hit[] = index.find(query, limit + 1, after);
    const hits = found.slice(0, limit);
    const documents = await read(hits);
    const items: SearchHit[] = [];
    const stale: Hit[] = [];
    for (const hit of hits) {
      const document = documents.get(`${hit.collection}/${hit.id}`);
      if (document && scoreOf(query, document) === hit.score)
        items.push(hitOf(document, hit.facts, hit.score, query, index.lookup));
      else stale.push(hit);
    }
    for (const { collection, id } of stale) await keeper.again(collection, [id]);
    // With what they are now, they have another place in the order, or none.
    if (stale.length > 0 && tries > 0) return page(query, after, limit, tries - 1);
    return { items, next: found.length > limit ? (hits.at(-1) ?? null) : null };
  }

  /** What stands only in records: texts for which the index has no room. One slice of it, for progress. */
  async function scan(query: SearchQuery, ids: { collection: SyncedName; id: string }[]) {
    const items: (SearchHit & Ranked)[] = [];
    for (const document of (await read(ids)).values()) {
      const { collection, facts } = document;
      const score = scoreOf(query, document);
      if (score === null || !passes(query, collection, facts, index.lookup)) continue;
      items.push(hitOf(document, facts, score, query, index.lookup));
    }
    return items.sort(byRank);
  }

  return { page, scan };
}
