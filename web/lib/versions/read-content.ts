import type { PromptContent } from '#shared/prompt-fields';
import { promptContent } from '#shared/prompt-content';
import type { Database } from '$lib/data/db';

/** A prompt as it stands saved on this device; `null` where it is not here. */
export async function readContent(db: Database, promptId: string): Promise<PromptContent | null> {
  const prompt = await db.prompts.get(promptId);
  if (!prompt) return null;
  const messages =
    prompt.kind === 'messages' ? await db.promptMessages.where({ promptId }).toArray() : [];
  return promptContent(prompt, messages);
}
