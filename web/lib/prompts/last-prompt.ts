import type { Store } from '$lib/data/store';
import { screenOf } from './prompt-href';
import type { PromptScreen } from './prompt-href';

const keys = { complete: 'prompts.last', prompts: 'prompts.last.messages' } as const;

/** The prompt that was open last on this device in this screen, if it still lives. */
export async function getLastPrompt(db: Store['db'], screen: PromptScreen): Promise<string | null> {
  const row = await db.kv.get(keys[screen]);
  const prompt = typeof row?.value === 'string' ? await db.prompts.get(row.value) : undefined;
  const isHere = prompt && prompt.deletedAt === null && screenOf(prompt.kind) === screen;
  return isHere ? prompt.id : null;
}

export async function setLastPrompt(
  db: Store['db'],
  screen: PromptScreen,
  id: string
): Promise<void> {
  await db.kv.put({ key: keys[screen], value: id });
}
