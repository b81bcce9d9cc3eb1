import { argumentsOf, bytesOf, partsOf, textOfMessage } from './message-parts.ts';
import type { MediaPart, Message, MessagePart } from '#shared/message-parts';
import type { Loose } from './frames.ts';

/** Later models refuse a call in the history without their own signature, except with this one. */
const unsigned = 'skip_thought_signature_validator';
const signs = (model: string) => !/gemini-[12]\b/.test(model);

/** A conversation in Gemini's words: system text apart, two roles in turn, and parts in each turn. */
export function geminiContents(
  messages: Message[],
  model: string
): { system: Loose | null; contents: Loose[] } {
  const isSystem = ({ role }: Message) => role === 'system' || role === 'developer';
  const system = messages
    .filter(isSystem)
    .map((message) => textOfMessage(message, 'A system message'))
    .filter((text) => text !== '')
    .join('\n\n');
  return {
    system: system === '' ? null : { parts: [{ text: system }] },
    contents: turnsOf(
      messages.filter((message) => !isSystem(message)),
      model
    )
  };
}

/** The answers to parallel calls belong into one turn, so messages of one side are joined. */
function turnsOf(messages: Message[], model: string): { role: string; parts: Loose[] }[] {
  const turns: { role: string; parts: Loose[] }[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = partsOf(message).map((part) => geminiPart(part, model));
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else if (parts.length > 0) turns.push({ role, parts }); // a turn of no parts is refused
  }
  return turns;
}

function geminiPart(part: MessagePart, model: string): Loose {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'toolCall':
      return {
        functionCall: { name: part.name, args: argumentsOf(part.arguments) },
        ...(signs(model) && { thoughtSignature: unsigned })
      };
    case 'toolResult':
      return { functionResponse: { name: part.name, response: { result: part.text } } };
    default:
      return media(part);
  }
}

function media(part: MediaPart): Loose {
  const { mediaType: mimeType, source } = part;
  return 'url' in source
    ? { fileData: { mimeType, fileUri: source.url } }
    : { inlineData: { mimeType, data: bytesOf(part) } };
}
