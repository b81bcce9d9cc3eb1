import type { Run, RunOutput } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { MessagePart } from '#shared/message-parts';
import type { Author, Change } from '../db/author.ts';
import { living } from '../prompts/desk.ts';

/** A turn of a conversation, and the message that is answered. */
export interface Turn {
  conversationId: string;
  messageId: string;
}

/**
 * The turn a request asks for; `null` where it asks for none. The message itself may still be on its way.
 * @throws AppError NOT_FOUND for a conversation this person has not; INVALID_REQUEST for half a turn
 */
export function turnOf(
  author: Author,
  scope: string,
  asked: {
    conversationId?: string | undefined;
    messageId?: string | undefined;
    promptId: string | null;
    store: boolean;
  }
): Turn | null {
  const { conversationId, messageId, promptId, store } = asked;
  if (conversationId === undefined && messageId === undefined) return null;
  if (conversationId === undefined || messageId === undefined || promptId !== null || !store)
    throw new AppError('INVALID_REQUEST', {
      detail:
        'A turn of a conversation names the conversation and the message it answers, has no prompt, and is stored.'
    });
  living(author, scope, 'conversations', conversationId);
  return { conversationId, messageId };
}

/** What of it stands in the run's record, which has no such fields for anything else. */
export function turnFields(turn: Turn | null): Pick<Run, 'conversationId' | 'messageId'> {
  return (turn ?? {}) as Pick<Run, 'conversationId' | 'messageId'>;
}

/**
 * The message an ended run leaves in its conversation, under the run's own id, so that it is one however often
 * this is done. None where nothing was said, or the conversation is gone.
 */
export function answerChanges(
  author: Author,
  scope: string,
  run: Run,
  output: Pick<RunOutput, 'text' | 'toolCalls'>
): Change[] {
  const { conversationId, messageId } = run;
  if (!conversationId || !messageId) return [];
  if (output.text === '' && output.toolCalls.length === 0) return [];
  if (author.read(scope, 'conversations', conversationId) === null) return [];
  const fields = {
    conversationId,
    parentId: messageId,
    role: 'assistant' as const,
    text: output.text,
    parts: output.toolCalls.map((call): MessagePart => ({ type: 'toolCall', ...call })),
    runId: run.id,
    deletedAt: null
  };
  return [{ collection: 'messages', id: run.id, fields }];
}
