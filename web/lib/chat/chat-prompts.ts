import { positionBetween } from '#shared/positions';
import type { Prompt } from '#shared/collections';
import { orderedMessages } from '#shared/prompt-content';
import type { NewRecord, Store } from '$lib/data/store';
import type { ChatRow, ChatSettings } from './chat-content';
import { titleFrom } from './chat-words';

/** What is shown of a conversation as a prompt of messages of its own; the conversation stays as it is. */
export function savePathAsPrompt(
  store: Store,
  path: readonly ChatRow[],
  settings: ChatSettings & { title: string }
): Promise<Prompt> {
  const { title, modelConfig, systemPrompt } = settings;
  return store.group(async (tx) => {
    const name = title || titleFrom(path[0]?.text ?? '');
    const fields = { kind: 'messages' as const, name, modelConfig, systemPrompt };
    const prompt = await tx.create('prompts', fields);
    let position: string | null = null;
    for (const { role, text, parts } of path) {
      position = positionBetween(position, null);
      await tx.create('promptMessages', { promptId: prompt.id, role, text, parts, position });
    }
    return prompt;
  });
}

/** A conversation that begins with the messages of a prompt. @returns its id, or null without the prompt */
export async function chatFromPrompt(store: Store, promptId: string): Promise<string | null> {
  const prompt = await store.db.prompts.get(promptId);
  if (!prompt) return null;
  const rows = orderedMessages(await store.db.promptMessages.where({ promptId }).toArray());
  const { name, modelConfig, systemPrompt } = prompt;
  return store.group(async (tx) => {
    const made = await tx.create('conversations', { title: name, modelConfig, systemPrompt });
    let parentId: string | null = null;
    for (const { role, text, parts } of rows) {
      if (text === '' && parts.length === 0) continue;
      const said: NewRecord<'messages'> = {
        conversationId: made.id,
        parentId,
        role,
        text,
        parts,
        runId: null
      };
      parentId = (await tx.create('messages', said)).id;
    }
    await tx.edit('conversations', made.id, { activeLeafId: parentId });
    return made.id;
  });
}
