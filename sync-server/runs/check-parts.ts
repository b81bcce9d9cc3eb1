import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { modalityList, unreadParts } from '#shared/part-needs';

/**
 * Refuses pictures, sound, films and files that the model is known not to read. Where nothing is known
 * of that, its provider decides.
 * @param takes what the model reads; `null` is unknown
 * @throws AppError INVALID_REQUEST naming the message
 */
export function checkParts(content: PromptContent, takes: readonly string[] | null): void {
  const [first] = unreadParts(content.messages ?? [], takes);
  if (!first) return;
  const { message, noun, mediaType } = first;
  throw new AppError('INVALID_REQUEST', {
    detail: `Message ${message + 1} has ${noun} (${mediaType}), and this model reads ${modalityList(takes ?? [])} only. Take it out or choose another model.`
  });
}
