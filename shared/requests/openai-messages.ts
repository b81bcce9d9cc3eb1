import { bytesOf, partsOf, refusePart, urlOf } from './message-parts.ts';
import { onlySet } from './request-body.ts';
import type { MediaPart, Message, MessagePart } from '#shared/message-parts';
import type { ToolDefinition } from './tool-definitions.ts';
import type { Loose } from './frames.ts';

/**
 * Messages as chat completions take them: a tool's answer is a message of its own. Only OpenAI itself
 * knows developers; the templates of others refuse them.
 */
export function chatMessages(messages: Message[], knowsDevelopers: boolean): Loose[] {
  return messages.flatMap((message) => {
    const { content } = message;
    const role = message.role === 'developer' && !knowsDevelopers ? 'system' : message.role;
    if (typeof content === 'string') return [{ role, content }];
    const parts = partsOf(message);
    const results = parts.flatMap((part) =>
      part.type === 'toolResult'
        ? [{ role: 'tool', tool_call_id: part.id, content: part.text }]
        : []
    );
    const calls = parts.flatMap((part) => (part.type === 'toolCall' ? [toolCall(part)] : []));
    const rest = parts.filter(({ type }) => type !== 'toolResult' && type !== 'toolCall');
    if (rest.length === 0 && calls.length === 0) return results;
    const own = { role, content: contentOf(rest) };
    return [...results, calls.length === 0 ? own : { ...own, tool_calls: calls }];
  });
}

/** Tools, as chat completions take them. */
export function chatTools(tools: ToolDefinition[] = []): Loose[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: onlySet({ name, description: description || null, parameters })
  }));
}

function toolCall({ id, name, arguments: given }: Extract<MessagePart, { type: 'toolCall' }>) {
  return { id, type: 'function', function: { name, arguments: given || '{}' } };
}

/** Imitators that know no parts understand a message of text alone, so it stays one text. */
function contentOf(parts: MessagePart[]): string | Loose[] | null {
  if (parts.length === 0) return null;
  if (parts.every((part) => part.type === 'text')) return parts.map(({ text }) => text).join('');
  return parts.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'image') return { type: 'image_url', image_url: { url: urlOf(part) } };
    if (part.type === 'file') return filePart(part);
    throw refusePart(part, 'Chat');
  });
}

const audioFormats: Record<string, string> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3'
};

function filePart(part: Extract<MediaPart, { type: 'file' }>): Loose {
  if ('url' in part.source) throw refusePart(part, 'Chat');
  const format = Object.hasOwn(audioFormats, part.mediaType) ? audioFormats[part.mediaType] : null;
  if (format) return { type: 'input_audio', input_audio: { data: bytesOf(part), format } };
  return { type: 'file', file: { filename: part.name, file_data: urlOf(part) } };
}
