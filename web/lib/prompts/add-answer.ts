import type { RunOutput } from '#shared/collections';
import type { PromptSession } from './prompt-session.svelte';

/**
 * Puts a model's answer at the end of the conversation, and below it a message for each tool it calls, to
 * write into what the tool answers. Answers how all of it is taken away again.
 */
export async function addAnswer(
  session: PromptSession,
  { text, toolCalls }: Pick<RunOutput, 'text' | 'toolCalls'>
): Promise<() => Promise<void>> {
  const parts = toolCalls.map((call) => ({ type: 'toolCall' as const, ...call }));
  const last = session.messages.at(-1)?.id ?? null;
  const ids = [await session.addMessage(last, { role: 'assistant', text, parts })];
  for (let count = 0; count < toolCalls.length; count++)
    ids.push(await session.addMessage(ids.at(-1) ?? null, { role: 'tool' }));
  session.wanted = ids[1] ?? ids[0] ?? null;
  return async () => {
    for (const id of ids.toReversed()) await session.removeMessage(id);
  };
}
