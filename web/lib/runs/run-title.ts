import type { Run } from '#shared/collections';

/** What is known here of what runs belong to, by id. */
interface Known {
  prompts: ReadonlyMap<string, string>;
  conversations: ReadonlyMap<string, string>;
}

/** What a run is called in a list: by what it belongs to. */
export function titleOfRun(
  { promptId, conversationId = null }: Pick<Run, 'promptId'> & Partial<Run>,
  { prompts, conversations }: Known
): string {
  if (conversationId !== null) {
    const title = conversations.get(conversationId);
    return title === undefined ? 'A conversation' : title || 'Untitled conversation';
  }
  return promptId === null ? 'A request of its own' : (prompts.get(promptId) ?? 'A prompt');
}
