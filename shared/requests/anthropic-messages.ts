import { textOfBase64 } from './base64-text.ts';
import { argumentsOf, bytesOf, partsOf, refusePart, textOfMessage } from './message-parts.ts';
import { onlySet } from './request-body.ts';
import { noParameters } from './tool-definitions.ts';
import type { MediaPart, Message, MessagePart } from '#shared/message-parts';
import type { ToolDefinition } from './tool-definitions.ts';
import type { Loose } from './frames.ts';

/** System text stands apart here, and only two roles are known. */
export function anthropicMessages(messages: Message[]): { system: string; messages: Loose[] } {
  const isSystem = ({ role }: Message) => role === 'system' || role === 'developer';
  return {
    system: messages
      .filter(isSystem)
      .map((message) => textOfMessage(message, 'A system message'))
      .join('\n\n'),
    messages: joinedAnswers(messages.filter((message) => !isSystem(message))).map((message) => ({
      role: message.role === 'assistant' ? 'assistant' : 'user',
      content:
        typeof message.content === 'string' ? message.content : partsOf(message).flatMap(blocks)
    }))
  };
}

/** The answers to parallel calls are taken in one message only. */
function joinedAnswers(messages: Message[]): Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role === 'tool' && message.role === 'tool')
      joined[joined.length - 1] = {
        role: 'tool',
        content: [...partsOf(last), ...partsOf(message)]
      };
    else joined.push(message);
  }
  return joined;
}

export function anthropicTools(tools: ToolDefinition[] = []): Loose[] {
  return tools.map(({ name, description, parameters }) =>
    onlySet({
      name,
      description: description || null,
      input_schema: parameters ?? noParameters
    })
  );
}

function blocks(part: MessagePart): Loose[] {
  switch (part.type) {
    case 'text':
      // An empty block is refused.
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'toolCall':
      return [
        { type: 'tool_use', id: part.id, name: part.name, input: argumentsOf(part.arguments) }
      ];
    case 'toolResult':
      return [{ type: 'tool_result', tool_use_id: part.id, content: part.text }];
    case 'image':
      return [{ type: 'image', source: sourceOf(part) }];
    case 'file':
      return [{ type: 'document', source: documentSource(part), title: part.name }];
  }
}

function sourceOf(part: MediaPart): Loose {
  const { mediaType, source } = part;
  return 'url' in source
    ? { type: 'url', url: source.url }
    : { type: 'base64', media_type: mediaType, data: bytesOf(part) };
}

/** Documents are PDFs, or plain text, which goes in as text. */
function documentSource(part: Extract<MediaPart, { type: 'file' }>): Loose {
  const { mediaType, source } = part;
  if (mediaType === 'application/pdf') return sourceOf(part);
  const isText = /^text\/|^application\/(json|xml)$/.test(mediaType);
  if (!isText || 'url' in source) throw refusePart(part, 'Anthropic');
  const data = textOfBase64(bytesOf(part));
  return { type: 'text', media_type: 'text/plain', data };
}
