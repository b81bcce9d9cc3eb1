import { partsOf, refusePart, urlOf } from './message-parts.ts';
import { onlySet } from './request-body.ts';
import { noParameters } from './tool-definitions.ts';
import type { Message, MessagePart } from '#shared/message-parts';
import type { ToolDefinition } from './tool-definitions.ts';
import type { Loose } from './frames.ts';

/** A conversation as items: messages, and beside them the calls and what the tools answered. */
export function responsesInput(messages: Message[]): Loose[] {
  return messages.flatMap((message) => {
    if (typeof message.content === 'string')
      return [{ role: message.role, content: message.content }];
    const parts = partsOf(message);
    const said = parts.filter(({ type }) => type !== 'toolCall' && type !== 'toolResult');
    const own =
      said.length === 0
        ? []
        : [{ role: message.role, content: said.map((part) => contentPart(part, message.role)) }];
    return [...own, ...parts.flatMap(callItem)];
  });
}

export function responsesTools(tools: ToolDefinition[] = []): Loose[] {
  return tools.map(({ name, description, parameters }) =>
    onlySet({
      type: 'function',
      name,
      description: description || null,
      // Strict is the default here, and refuses most schemas people write.
      parameters: parameters ?? noParameters,
      strict: false
    })
  );
}

function callItem(part: MessagePart): Loose[] {
  if (part.type === 'toolCall')
    return [
      {
        type: 'function_call',
        call_id: part.id,
        name: part.name,
        arguments: part.arguments || '{}'
      }
    ];
  if (part.type === 'toolResult')
    return [{ type: 'function_call_output', call_id: part.id, output: part.text }];
  return [];
}

/** What the model said itself is told to it as output, all else as input. */
function contentPart(part: MessagePart, role: Message['role']): Loose {
  if (part.type === 'text')
    return { type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text };
  if (role === 'assistant') throw refusePart(part, 'An answer');
  if (part.type === 'image') return { type: 'input_image', image_url: urlOf(part), detail: 'auto' };
  if (part.type !== 'file') throw refusePart(part, 'A message');
  return 'url' in part.source
    ? { type: 'input_file', file_url: part.source.url }
    : { type: 'input_file', filename: part.name, file_data: urlOf(part) };
}
