import type { Message, MessagePart } from '#shared/message-parts';

/** A message's text, its parts of text put together. */
export function textOf({ content }: Message): string {
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** What a message holds beside its text. */
export function partsOf({ content }: Message): MessagePart[] {
  return typeof content === 'string' ? [] : content.filter(({ type }) => type !== 'text');
}

/** How a part is called in a list. */
export function partName(part: MessagePart): string {
  switch (part.type) {
    case 'image':
      return `image (${part.mediaType})`;
    case 'file':
      return part.name || `file (${part.mediaType})`;
    case 'toolCall':
      return `call of ${part.name}`;
    case 'toolResult':
      return `result of ${part.name}`;
    case 'text':
      return 'text';
  }
}

/** “User”. */
export function roleText(role: Message['role']): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}
