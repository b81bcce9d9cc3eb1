import type { Mutation } from '#shared/mutations';
import type { TestServer } from '../../../../sync-server/testing/server';

interface Grave {
  key: string;
  seq: number;
}

/**
 * The mutations as the oracle shall judge them once some records are purged: what the purge deleted
 * knowingly is left out, what came after it stands under the recovered id. After a restore nobody can
 * tell the two apart, so there all of a purged record is left out.
 */
export function settled(server: TestServer, mutations: Mutation[], restored: boolean): Mutation[] {
  const seqs = new Map(
    (
      server.db.sql.prepare('select mid, seq from applied').all() as { mid: string; seq: number }[]
    ).map(({ mid, seq }) => [mid, seq])
  );
  const graves = new Map(
    (
      server.db.sql
        .prepare("select collection || '/' || id as key, seq from tombstones")
        .all() as Grave[]
    ).map(({ key, seq }) => [key, seq])
  );
  const asked = new Set(mutations.filter(({ op }) => op === 'purge').map(keyOf));

  function place(mutation: Mutation): Mutation[] {
    if (mutation.op === 'purge') return [];
    if (restored) return asked.has(keyOf(mutation)) ? [] : [mutation];
    const grave = graves.get(keyOf(mutation));
    if (grave === undefined) return [mutation];
    if ((seqs.get(mutation.mid) ?? 0) < grave) return [];
    const kept = Object.entries(mutation.set).filter(
      ([path]) => path !== 'deletedAt' && path !== 'createdAt'
    );
    const set = Object.fromEntries(
      kept.map(([path, change]) => [
        path,
        path === 'name' ? { ...change, v: `Recovered ${String(change.v)}` } : change
      ])
    );
    return place({ ...mutation, id: `r-${mutation.id}`, set });
  }
  return mutations.flatMap(place);
}

function keyOf({ collection, id }: Mutation): string {
  return `${collection}/${id}`;
}
