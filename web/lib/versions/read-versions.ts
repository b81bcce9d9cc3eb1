import type { Label, Version } from '#shared/collections';
import type { Database } from '$lib/data/db';

/** “v3”, or what it is called while the server has not numbered it. */
export function versionTitle({ number }: Pick<Version, 'number'>): string {
  return number > 0 ? `v${number}` : 'New version';
}

/**
 * The newest `limit` versions of a prompt: those without a number are newer than the server knows, then by
 * number.
 */
export async function versionsOf(
  db: Database,
  promptId: string,
  limit: number
): Promise<Version[]> {
  const by = db.versions.where('[promptId+number]');
  const unnumbered = await by.between([promptId, -Infinity], [promptId, 1], true, false).toArray();
  const numbered = await db.versions
    .where('[promptId+number]')
    .between([promptId, 1], [promptId, Infinity])
    .reverse()
    .limit(limit)
    .toArray();
  return [...unnumbered.sort((a, b) => b.createdAt - a.createdAt), ...numbered]
    .filter(({ deletedAt }) => deletedAt === null)
    .slice(0, limit);
}

/** The labels of a prompt, by name. */
export async function labelsOf(db: Database, promptId: string): Promise<Label[]> {
  const labels = await db.labels.where({ promptId }).toArray();
  return labels
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** The prompt's version that holds this content, if there is one here. */
export async function versionWith(
  db: Database,
  promptId: string,
  hash: string
): Promise<Version | undefined> {
  const found = await db.versions.where('hash').equals(hash).toArray();
  return found.find((one) => one.promptId === promptId && one.deletedAt === null);
}
