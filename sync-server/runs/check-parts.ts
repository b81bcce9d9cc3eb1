import type { PromptContent } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { MediaPart } from '#shared/message-parts';

/**
 * Refuses pictures, sound, films and files that the model is known not to read. Where nothing is known
 * of that, its provider decides.
 * @param takes what the model reads; `null` is unknown
 * @throws AppError INVALID_REQUEST naming the message
 */
export function checkParts(content: PromptContent, takes: readonly string[] | null): void {
  if (takes === null) return;
  for (const [at, message] of (content.messages ?? []).entries())
    for (const part of typeof message.content === 'string' ? [] : message.content) {
      if (part.type !== 'image' && part.type !== 'file') continue;
      const needed = neededFor(part);
      if (!takes.includes(needed))
        throw new AppError('INVALID_REQUEST', {
          detail: `Message ${at + 1} has ${nouns[needed]} (${part.mediaType}), and this model reads ${list(takes)} only. Take it out or choose another model.`
        });
    }
}

const nouns = { image: 'an image', audio: 'sound', video: 'a film', file: 'a file' };

function neededFor({ type, mediaType }: MediaPart): keyof typeof nouns {
  if (type === 'image' || mediaType.startsWith('image/')) return 'image';
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? 'video' : 'file';
}

function list(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? 'nothing')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
