import type { Database, Pending } from './db';

/** Changes that wait, by the key of their record. Inside the running transaction. */
export async function waitingByKey(db: Database, keys: string[]): Promise<Map<string, Pending[]>> {
  const byKey = new Map<string, Pending[]>();
  const count = await db.outbox.count();
  if (count === 0) return byKey;
  const asked = new Set(keys);
  const found =
    count < keys.length
      ? db.outbox.filter(({ key }) => asked.has(key))
      : db.outbox.where('key').anyOf(keys);
  // In order of edits: later ones were made in knowledge of earlier ones.
  for (const entry of await found.sortBy('cseq'))
    byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry as Pending]);
  return byKey;
}

/**
 * What was sent may have been dated by a server that has forgotten it since, and others may have built on
 * it there. Dated as early as can be, it comes before whatever was built on it. (What is over nothing needs
 * no date for that.) Inside the running transaction.
 */
export async function dateEarly(db: Database, scope: string): Promise<void> {
  await db.outbox
    .filter((entry) => entry.sent === 1 && entry.scope === scope)
    .modify((entry) => {
      for (const change of Object.values(entry.set))
        if (change.base !== null) change.ts = change.baseEff + 1;
    });
}
