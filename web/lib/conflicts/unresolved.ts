import type { Conflict } from '#shared/collections';
import type { Store } from '$lib/data/store';

/* Which conflicts wait for a decision: all that lists want to know of them. */

/** The texts of a record that two devices can have changed apart from each other. */
export const texts = {
  prompts: ['text', 'systemPrompt'],
  promptMessages: ['text'],
  presets: ['content']
} as const;

/** How many conflicts wait for a decision, by the record they are about; those of messages by their prompt. */
export async function countUnresolved(
  db: Pick<Store['db'], 'conflicts' | 'promptMessages'>
): Promise<Map<string, number>> {
  const open = (await db.conflicts.toArray()).filter(isOpen);
  const ofMessages = open.filter(({ collection }) => collection === 'promptMessages');
  const messages = await db.promptMessages.bulkGet(ofMessages.map(({ recordId }) => recordId));
  const prompts = new Map(messages.flatMap((row) => (row ? [[row.id, row.promptId]] : [])));
  const counts = new Map<string, number>();
  for (const { recordId } of open) {
    const at = prompts.get(recordId) ?? recordId;
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

export function isOpen({ collection, path, resolution, deletedAt }: Conflict): boolean {
  const known: readonly string[] = isReviewed(collection) ? texts[collection] : [];
  return resolution === null && deletedAt === null && known.includes(path);
}

export function isReviewed(collection: string): collection is keyof typeof texts {
  return Object.hasOwn(texts, collection);
}
