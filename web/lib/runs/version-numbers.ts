import type { Database } from '$lib/data/db';

/** Numbers of a prompt's versions by their ids, the newest first, from the index alone. */
export async function versionNumbers(
  db: Pick<Database, 'versions'>,
  promptId: string
): Promise<Map<string, number>> {
  const found: [string, number][] = [];
  await db.versions
    .where('[promptId+number]')
    .between([promptId, 1], [promptId, Infinity])
    .reverse()
    .eachKey((key, { primaryKey }) => {
      if (Array.isArray(key)) found.push([primaryKey, Number(key[1])]);
    });
  return new Map(found);
}
