import type { Store } from '$lib/data/store';

const key = 'prompts.last';

/** The prompt that was open last on this device, if it still lives. */
export async function getLastPrompt(db: Store['db']): Promise<string | null> {
  const row = await db.kv.get(key);
  const prompt = typeof row?.value === 'string' ? await db.prompts.get(row.value) : undefined;
  return prompt && prompt.deletedAt === null ? prompt.id : null;
}

export async function setLastPrompt(db: Store['db'], id: string): Promise<void> {
  await db.kv.put({ key, value: id });
}
