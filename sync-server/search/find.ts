import { isSyncedName, type SyncedName } from '#shared/collections';
import type { SearchFacts } from '#shared/search-document';
import { hitOf, type SearchHit } from '#shared/search-hit';
import { byRank, passes, worth, type Lookup, type Met, type Ranked } from '#shared/search-match';
import type { SearchQuery, Term } from '#shared/search-query';
import type { Sql } from '../db/open.ts';
import { scopeWord, type Keeper } from './keeper.ts';

interface Candidate extends Ranked {
  row: number;
  collection: SyncedName;
}

export interface Found {
  items: SearchHit[];
  /** The last of them, if there are more. */
  last: Ranked | null;
}

/** Answers queries from the index of words, by the shared rule. Reads alone. */
export function createFind(sql: Sql, read: Keeper['read']) {
  const matching = sql.prepare(
    `select documents.id as row, collection, record_id as id, at from search_index
     join search_documents as documents on documents.id = search_index.rowid
     where search_index match ? and documents.scope = ?`
  );
  const everything = sql.prepare(
    'select id as row, collection, record_id as id, at from search_documents where scope = ?'
  );
  const rowsMatching = sql
    .prepare<[string], number>('select rowid from search_index where search_index match ?')
    .pluck();
  const factsOf = sql
    .prepare<[string, string, string], string>(
      'select facts from search_documents where scope = ? and collection = ? and record_id = ?'
    )
    .pluck();

  function candidates(scope: string, { terms, without }: SearchQuery): Candidate[] {
    const ofScope = `scope : "${scopeWord(scope)}"`;
    const base = [ofScope, ...terms.map((term) => `{head body} : ${matchOf(term, 'open')}`)].join(
      ' AND '
    );
    const rows = (
      terms.length > 0 ? matching.all(base, scope) : everything.all(scope)
    ) as Candidate[];
    const out = new Set(
      without.flatMap((term) =>
        rowsMatching.all(`${ofScope} AND {head body} : ${matchOf(term, 'open')}`)
      )
    );
    const scores = new Map<number, number>();
    for (const term of rows.length === 0 ? [] : terms) {
      const met = (column: 'head' | 'body', how: 'open' | 'whole') =>
        new Set(rowsMatching.all(`${base} AND {${column}} : ${matchOf(term, how)}`));
      const [head, headWhole] = [met('head', 'open'), met('head', 'whole')];
      const [body, bodyWhole] = [met('body', 'open'), met('body', 'whole')];
      const how = (row: number, open: Set<number>, whole: Set<number>): Met =>
        whole.has(row) ? 2 : open.has(row) ? 1 : 0;
      for (const { row } of rows) {
        const one = worth(how(row, head, headWhole), how(row, body, bodyWhole));
        scores.set(row, (scores.get(row) ?? 0) + one);
      }
    }
    return rows
      .filter(({ row, collection }) => !out.has(row) && isSyncedName(collection))
      .map((row) => ({ ...row, score: scores.get(row.row) ?? 0 }))
      .sort(byRank);
  }

  /** The best `limit` after the one named. */
  return (scope: string, query: SearchQuery, after: Ranked | null, limit: number): Found => {
    const known = new Map<string, SearchFacts | undefined>();
    const lookup: Lookup = (collection, id) => {
      const key = `${collection}/${id}`;
      if (!known.has(key)) {
        const facts = factsOf.get(scope, collection, id);
        known.set(key, facts === undefined ? undefined : (JSON.parse(facts) as SearchFacts));
      }
      return known.get(key);
    };
    const items: SearchHit[] = [];
    let last: Ranked | null = null;
    for (const ranked of candidates(scope, query)) {
      if (after && byRank(ranked, after) <= 0) continue;
      const facts = lookup(ranked.collection, ranked.id);
      if (!facts || !passes(query, ranked.collection, facts, lookup)) continue;
      if (items.length === limit) return { items, last };
      const document = read(scope, ranked.collection, ranked.id);
      if (!document) continue;
      items.push(hitOf(document, facts, ranked.score, query, lookup));
      last = ranked;
    }
    return { items, last: null };
  };
}

/** Words are letters and digits alone, so that nothing in them means anything to FTS5. */
function matchOf({ words, isOpen }: Term, how: 'open' | 'whole'): string {
  return `"${words.join(' ')}"${isOpen && how === 'open' ? ' *' : ''}`;
}
