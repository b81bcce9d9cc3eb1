import type { Message, MessagePart } from '#shared/message-parts';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, type PromptDraft } from './draft.ts';
import { sourceOf } from './media.ts';
import { draftOf, roleOf } from './openai-request.ts';
import {
  dropTransport,
  keepRest,
  takeFormat,
  takeParams,
  takeTools,
  without
} from './request-params.ts';

/** A request of Anthropic's messages. */
export function readAnthropicRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, system, ...members } = body;
  const rest = without(members, 'messages');
  dropTransport(rest, notes);
  const modelConfig = takeParams(rest, {
    temperature: 'temperature',
    top_p: 'topP',
    top_k: 'topK',
    max_tokens: 'maxTokens',
    stop_sequences: 'stopSequences'
  });
  const output = objectIn(rest, 'output_config') ?? {};
  if (textIn(output, 'effort') !== '') modelConfig.reasoningEffort = textIn(output, 'effort');
  const outputSchema = takeFormat(output['format'], modelConfig);
  delete rest['output_config'];
  const tools = takeTools(rest, notes);
  keepRest(rest, modelConfig, notes);
  const names = new Map<string, string>();
  const messages = listIn(body, 'messages')
    .filter(isObject)
    .flatMap((message) => readMessage(message, names, notes));
  const content = messagesContent({
    systemPrompt: systemText(system),
    messages,
    modelConfig,
    tools,
    outputSchema
  });
  return draftOf(content, model, notes);
}

function systemText(system: unknown): string {
  if (typeof system === 'string') return system;
  if (!Array.isArray(system)) return '';
  return system.map((block) => (isObject(block) ? textIn(block, 'text') : '')).join('\n\n');
}

function readMessage(message: Loose, names: Map<string, string>, notes: string[]): Message[] {
  const role = roleOf(textIn(message, 'role'), notes);
  if (role === null) return [];
  const { content } = message;
  if (typeof content === 'string') return [{ role, content }];
  const parts = listIn(message, 'content').flatMap((block) => {
    const part = isObject(block) ? readBlock(block, names) : null;
    if (part === null)
      notes.push(
        `A block of the kind “${isObject(block) ? textIn(block, 'type').slice(0, 40) : typeof block}” was left out.`
      );
    return part ? [part] : [];
  });
  if (parts.every((part) => part.type === 'text'))
    return [{ role, content: parts.map(({ text }) => text).join('') }];
  const isResult = parts.every(({ type }) => type === 'toolResult');
  return [{ role: isResult ? 'tool' : role, content: parts }];
}

function readBlock(block: Loose, names: Map<string, string>): MessagePart | null {
  switch (textIn(block, 'type')) {
    case 'text':
      return { type: 'text', text: textIn(block, 'text') };
    case 'tool_use': {
      const [id, name] = [textIn(block, 'id'), textIn(block, 'name')];
      names.set(id, name);
      return { type: 'toolCall', id, name, arguments: JSON.stringify(block['input'] ?? {}) };
    }
    case 'tool_result': {
      const id = textIn(block, 'tool_use_id');
      const text = systemText(block['content']);
      return { type: 'toolResult', id, name: names.get(id) ?? '', text };
    }
    case 'image':
    case 'document':
      return readMedia(block);
    default:
      return null;
  }
}

function readMedia(block: Loose): MessagePart | null {
  const given = objectIn(block, 'source') ?? {};
  const isImage = block['type'] === 'image';
  const name = textIn(block, 'title').slice(0, 255);
  if (given['type'] === 'text') return { type: 'text', text: textIn(given, 'data') };
  const url =
    given['type'] === 'url'
      ? textIn(given, 'url')
      : `data:${textIn(given, 'media_type')};base64,${textIn(given, 'data')}`;
  const source = sourceOf(url);
  if (source === null) return null;
  return isImage ? { type: 'image', ...source } : { type: 'file', name, ...source };
}
