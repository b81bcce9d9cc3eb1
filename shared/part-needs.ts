import type { MediaPart, Message } from '#shared/message-parts';
import type { Modality } from '#shared/models';

type Need = Exclude<Modality, 'text'>;

/** A part of a message that a model does not read. */
export interface Unread {
  /** Index of its message. */
  message: number;
  /** "an image", "sound" … */
  noun: string;
  mediaType: string;
}

const nouns: Record<Need, string> = {
  image: 'an image',
  audio: 'sound',
  video: 'a film',
  file: 'a file'
};

/** What a model has to read for this part. */
export function needOfPart({ type, mediaType }: Pick<MediaPart, 'type' | 'mediaType'>): Need {
  if (type === 'image' || mediaType.startsWith('image/')) return 'image';
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? 'video' : 'file';
}

/** The parts a model is known not to read; where nothing is known (`null`), its provider decides. */
export function unreadParts(
  messages: readonly Message[],
  takes: readonly string[] | null
): Unread[] {
  if (takes === null) return [];
  return messages.flatMap(({ content }, message) =>
    (typeof content === 'string' ? [] : content).flatMap((part) => {
      if (part.type !== 'image' && part.type !== 'file') return [];
      const need = needOfPart(part);
      if (takes.includes(need)) return [];
      return [{ message, noun: nouns[need], mediaType: part.mediaType }];
    })
  );
}

/** "text and image", for a sentence. */
export function modalityList(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? 'nothing')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
