import type { Prompt } from '#shared/collections';
import type { Store } from '$lib/data/store';
import { screenOf } from './prompt-href';
import type { PromptScreen } from './prompt-href';

const keys = { complete: 'prompts.last', prompts: 'prompts.last.messages' } as const;

/**
 * The prompt that was open last on this device in this screen, if it still lives; else, where one goes on
 * with what there is rather than begin anew, the one that was changed last.
 */
export async function getLastPrompt(db: Store['db'], screen: PromptScreen): Promise<string | null> {
  const row = await db.kv.get(keys[screen]);
  const prompt = typeof row?.value === 'string' ? await db.prompts.get(row.value) : undefined;
  const isOfHere = ({ deletedAt, kind }: Prompt) => deletedAt === null && screenOf(kind) === screen;
  if (prompt && isOfHere(prompt)) return prompt.id;
  if (screen === 'complete') return null;
  const newest = await db.prompts.orderBy('updatedAt').reverse().filter(isOfHere).first();
  return newest?.id ?? null;
}

export async function setLastPrompt(
  db: Store['db'],
  screen: PromptScreen,
  id: string
): Promise<void> {
  await db.kv.put({ key: keys[screen], value: id });
}
