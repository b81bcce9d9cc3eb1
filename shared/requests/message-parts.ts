import { AppError } from '#shared/errors';
import type { MediaPart, Message, MessagePart } from '#shared/message-parts';

export function partsOf({ content }: Message): MessagePart[] {
  if (typeof content !== 'string') return content;
  return content === '' ? [] : [{ type: 'text', text: content }];
}

/** All of a message that is text. @throws AppError INVALID_REQUEST if there is more to it */
export function textOfMessage(message: Message, who: string): string {
  if (typeof message.content === 'string') return message.content;
  return message.content
    .map((part) => {
      if (part.type === 'text' || part.type === 'toolResult') return part.text;
      throw refusePart(part, who);
    })
    .join('');
}

/** A part that this dialect has no words for. `who`: the sentence's subject, as "Ollama". */
export function refusePart(part: MessagePart, who: string): AppError {
  const what = { image: 'image', file: 'file', toolCall: 'tool call', toolResult: 'tool result' };
  const name = part.type === 'text' ? 'text' : what[part.type];
  const type = part.type === 'image' || part.type === 'file' ? ` (${part.mediaType})` : '';
  return new AppError('INVALID_REQUEST', {
    detail: `${who} takes no ${name}${type} in this place. Take it out or choose another model.`
  });
}

/** What fetches by address or takes a data URL alike. */
export function urlOf(part: MediaPart): string {
  const { mediaType, source } = part;
  return 'url' in source ? source.url : `data:${mediaType};base64,${bytesOf(part)}`;
}

/**
 * A part's bytes in base64. Kept ones were put in their place before the call.
 * @throws AppError BLOB_MISSING where they were not
 */
export function bytesOf({ source }: MediaPart): string {
  if ('data' in source) return source.data;
  throw new AppError('BLOB_MISSING');
}

/** A tool call's arguments as an object; models sometimes leave them empty or unfinished. */
export function argumentsOf(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // What is not JSON goes back to the model as it was, under a name that says so.
  }
  return json.trim() === '' ? {} : { input: json };
}
