import type { Sql } from '../db/open.ts';

/** Records of a scope per collection, those in the trash too; a collection without any is left out. */
export type Counts = (scope: string) => { counts: Record<string, number> };

export function prepareCounts(sql: Sql): Counts {
  const perCollection = sql.prepare(
    'select collection, count(*) as count from records where scope = ? group by collection'
  );
  return (scope) => {
    const found = perCollection.all(scope) as { collection: string; count: number }[];
    return { counts: Object.fromEntries(found.map((row) => [row.collection, row.count])) };
  };
}
