import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import type { MediaPart, MessagePart } from '#shared/message-parts';

/** Where the bytes of images and files are kept, by scope and hash. */
export interface KeptBytes {
  read(scope: string, hash: string): Buffer | null;
  sizeOf(scope: string, hash: string): number | null;
}

/** An installation that keeps none. */
export const noBytes: KeptBytes = { read: () => null, sizeOf: () => null };

/**
 * The content with the true size of each kept file, by which it is reckoned.
 * @throws AppError BLOB_MISSING naming the message whose file is not here
 */
export function withSizes(
  content: PromptContent,
  scope: string,
  kept: Pick<KeptBytes, 'sizeOf'>
): PromptContent {
  return mapSources(content, (hash, where) => {
    const size = kept.sizeOf(scope, hash);
    if (size === null) throw missing(hash, where);
    return { blob: hash, size };
  });
}

/**
 * The content with the bytes of each kept file in it, as providers take them. Made for one call and held no
 * longer, so that runs that wait in line hold no files.
 * @throws AppError BLOB_MISSING
 */
export function withBytes(
  content: PromptContent,
  scope: string,
  kept: Pick<KeptBytes, 'read'>
): PromptContent {
  return mapSources(content, (hash, where) => {
    const bytes = kept.read(scope, hash);
    if (!bytes) throw missing(hash, where);
    return { data: bytes.toString('base64') };
  });
}

function missing(hash: string, where: string): AppError {
  return new AppError('BLOB_MISSING', { detail: `It is ${where}.`, facts: { hash } });
}

function mapSources(
  content: PromptContent,
  source: (hash: string, where: string) => MediaPart['source']
): PromptContent {
  if (!content.messages) return content;
  const messages = content.messages.map((message, at) => {
    if (typeof message.content === 'string') return message;
    return {
      ...message,
      content: message.content.map((part): MessagePart => {
        if (part.type !== 'image' && part.type !== 'file') return part;
        if (!('blob' in part.source)) return part;
        const what = part.type === 'file' ? `“${part.name}”` : 'the image';
        return { ...part, source: source(part.source.blob, `${what} of message ${at + 1}`) };
      })
    };
  });
  return { ...content, messages };
}
