import { argumentsOf, bytesOf, partsOf, refusePart } from './message-parts.ts';
import type { Message, MessagePart } from '#shared/message-parts';
import type { Loose } from './frames.ts';

/** Messages as Ollama takes them: pictures beside the text, arguments as objects. */
export function ollamaMessages(messages: Message[]): Loose[] {
  return messages.flatMap((message) => {
    const role = message.role === 'developer' ? 'system' : message.role;
    if (typeof message.content === 'string') return [{ role, content: message.content }];
    const parts = partsOf(message);
    const results = parts.flatMap((part) =>
      part.type === 'toolResult' ? [{ role: 'tool', tool_name: part.name, content: part.text }] : []
    );
    const rest = parts.filter(({ type }) => type !== 'toolResult');
    return rest.length === 0 ? results : [...results, ownMessage(role, rest)];
  });
}

function ownMessage(role: Message['role'], parts: MessagePart[]): Loose {
  const images = parts.flatMap((part) => (isMedia(part) ? [imageOf(part)] : []));
  const calls = parts.flatMap((part) =>
    part.type === 'toolCall'
      ? [{ function: { name: part.name, arguments: argumentsOf(part.arguments) } }]
      : []
  );
  return {
    role,
    content: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    ...(images.length > 0 && { images }),
    ...(calls.length > 0 && { tool_calls: calls })
  };
}

function isMedia(part: MessagePart) {
  return part.type === 'image' || part.type === 'file';
}

/** Only the bytes of a picture: this server fetches nothing and reads no documents. */
function imageOf(part: MessagePart): string {
  if (part.type === 'image' && !('url' in part.source)) return bytesOf(part);
  throw refusePart(part, 'Ollama');
}
