import type { Prompt, PromptMessage } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { orderedMessages, promptContent } from '#shared/prompt-content';
import type { Author } from '../db/author.ts';

/** A prompt as the server knows it, with its messages in order. */
export interface StoredPrompt {
  prompt: Prompt;
  messages: PromptMessage[];
}

/** @throws AppError NOT_FOUND when the server does not know the prompt, or it is in the trash */
export function storedPrompt(author: Author, scope: string, id: string): StoredPrompt {
  const prompt = author.read(scope, 'prompts', id);
  if (!prompt || prompt.deletedAt !== null)
    throw new AppError('NOT_FOUND', { detail: 'The prompt.' });
  const messages =
    prompt.kind === 'messages' ? author.find(scope, 'promptMessages', { promptId: id }) : [];
  return { prompt, messages: orderedMessages(messages) };
}

/** What a run of it would ask. @throws AppError NOT_FOUND */
export function storedContent(author: Author, scope: string, id: string): PromptContent {
  const { prompt, messages } = storedPrompt(author, scope, id);
  return promptContent(prompt, messages);
}
