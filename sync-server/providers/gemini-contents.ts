import { argumentsOf, partsOf, textOfMessage } from './message-parts.ts';
import type { MediaPart, Message, MessagePart } from '#shared/message-parts';
import type { Loose } from './frames.ts';

/** A conversation in Gemini's words: system text apart, two roles, and parts in each turn. */
export function geminiContents(messages: Message[]): { system: Loose | null; contents: Loose[] } {
  const isSystem = ({ role }: Message) => role === 'system' || role === 'developer';
  const system = messages
    .filter(isSystem)
    .map((message) => textOfMessage(message, 'A system message'))
    .filter((text) => text !== '')
    .join('\n\n');
  return {
    system: system === '' ? null : { parts: [{ text: system }] },
    contents: messages
      .filter((message) => !isSystem(message))
      .map((message) => ({
        role: message.role === 'assistant' ? 'model' : 'user',
        parts: partsOf(message).map(geminiPart)
      }))
      // An empty list of parts is refused.
      .filter(({ parts }) => parts.length > 0)
  };
}

function geminiPart(part: MessagePart): Loose {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'toolCall':
      return { functionCall: { name: part.name, args: argumentsOf(part.arguments) } };
    case 'toolResult':
      return { functionResponse: { name: part.name, response: { result: part.text } } };
    default:
      return media(part);
  }
}

function media({ mediaType: mimeType, source }: MediaPart): Loose {
  return 'url' in source
    ? { fileData: { mimeType, fileUri: source.url } }
    : { inlineData: { mimeType, data: source.data } };
}
