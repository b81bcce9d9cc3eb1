import type { Row } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { firstWords, headOf, isCalledByMessage, type PromptHead } from './prompt-head';

/** The head of one prompt, with its messages where nothing else says what it is called. */
export async function readHead(
  db: Pick<Store['db'], 'promptMessages'>,
  prompt: Row<'prompts'>
): Promise<PromptHead> {
  const messages = isCalledByMessage(prompt)
    ? await db.promptMessages.where({ promptId: prompt.id }).toArray()
    : [];
  return headOf(prompt, firstWords(messages));
}
