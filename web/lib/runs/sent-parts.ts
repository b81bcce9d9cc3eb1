import type { MessagePart } from '#shared/message-parts';

/** What stands there, in a few words. */
export function partWords(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return 'Text';
    case 'image':
      return `Image, ${part.mediaType}`;
    case 'file':
      return `File ${part.name}, ${part.mediaType}`;
    case 'toolCall':
      return `Calls ${part.name}`;
    case 'toolResult':
      return `Result of ${part.name}`;
  }
}

/** Its words; `null` of pictures, files and calls. */
export function textOfPart(part: MessagePart): string | null {
  return part.type === 'text' || part.type === 'toolResult' ? part.text : null;
}
