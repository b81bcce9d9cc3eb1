import type { Message, MessagePart } from '#shared/message-parts';
import { messageRoles } from '#shared/message-parts';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, nameOf, textContent, type PromptDraft } from './draft.ts';
import { sourceOf } from './media.ts';
import {
  dropTransport,
  keepRest,
  takeFormat,
  takeLogprobs,
  takeParams,
  takeTools,
  without,
  type Spelling
} from './request-params.ts';

const spelling: Spelling = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  max_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  frequency_penalty: 'frequencyPenalty',
  presence_penalty: 'presencePenalty',
  repetition_penalty: 'repeatPenalty',
  repeat_penalty: 'repeatPenalty',
  stop: 'stopSequences',
  seed: 'seed',
  n: 'n',
  reasoning_effort: 'reasoningEffort'
};

/** A request of chat completions, of OpenAI or any of its imitators. */
export function readChatRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, ...members } = body;
  const rest = without(members, 'messages');
  dropTransport(rest, notes);
  if (isObject(rest['usage'])) delete rest['usage'];
  const modelConfig = takeParams(rest, spelling);
  takeLogprobs(rest, modelConfig);
  const tools = takeTools(rest, notes);
  const outputSchema = takeFormat(rest['response_format'], modelConfig);
  delete rest['response_format'];
  keepRest(rest, modelConfig, notes);
  const { systemPrompt, messages } = firstSystem(readChatMessages(listIn(body, 'messages'), notes));
  const content = messagesContent({ systemPrompt, messages, modelConfig, tools, outputSchema });
  return draftOf(content, model, notes);
}

/** A request of the legacy completions. */
export function readCompletionRequest(body: Loose): PromptDraft {
  const notes: string[] = [];
  const { model, prompt, ...rest } = body;
  dropTransport(rest, notes);
  const modelConfig = takeParams(rest, { ...spelling, logprobs: 'logprobs' });
  keepRest(rest, modelConfig, notes);
  const texts = Array.isArray(prompt) ? prompt : [prompt];
  if (texts.length > 1) notes.push(`Only the first of ${texts.length} prompts was read.`);
  const text = typeof texts[0] === 'string' ? texts[0] : '';
  return draftOf(textContent(text, modelConfig), model, notes);
}

export function draftOf(
  content: PromptDraft['content'],
  model: unknown,
  notes: string[]
): PromptDraft {
  const modelName = typeof model === 'string' && model !== '' ? model : null;
  return { name: nameOf(content), content, modelName, valueSets: [], tags: [], notes };
}

/** The first message, where it is the system's plain text, is the prompt's system text. */
export function firstSystem(messages: Message[]): { systemPrompt: string; messages: Message[] } {
  const [first, ...rest] = messages;
  if (first?.role !== 'system' || typeof first.content !== 'string')
    return { systemPrompt: '', messages };
  return { systemPrompt: first.content, messages: rest };
}

/** Messages of chat completions. */
export function readChatMessages(given: unknown[], notes: string[]): Message[] {
  const names = new Map<string, string>();
  return given.filter(isObject).flatMap((message): Message[] => {
    const role = roleOf(textIn(message, 'role'), notes);
    if (role === 'tool' || (role === null && textIn(message, 'tool_call_id') !== '')) {
      const id = textIn(message, 'tool_call_id');
      const text = plainText(message['content'], notes);
      return [
        { role: 'tool', content: [{ type: 'toolResult', id, name: names.get(id) ?? '', text }] }
      ];
    }
    if (role === null) return [];
    const calls = listIn(message, 'tool_calls')
      .filter(isObject)
      .flatMap((call): MessagePart[] => {
        const called = objectIn(call, 'function') ?? {};
        const [id, name] = [textIn(call, 'id'), textIn(called, 'name')];
        names.set(id, name);
        return [{ type: 'toolCall', id, name, arguments: textIn(called, 'arguments') }];
      });
    const content = contentOf(message['content'], notes);
    if (calls.length === 0) return [{ role, content }];
    const own: MessagePart[] =
      typeof content !== 'string'
        ? content
        : content === ''
          ? []
          : [{ type: 'text', text: content }];
    return [{ role, content: [...own, ...calls] }];
  });
}

export function roleOf(word: string, notes: string[]): Message['role'] | null {
  const role =
    { model: 'assistant', ai: 'assistant', human: 'user', function: 'tool' }[word] ?? word;
  const known = messageRoles.find((each) => each === role) ?? null;
  if (known === null)
    notes.push(`A message of the unknown role “${word.slice(0, 40)}” was left out.`);
  return known;
}

/** A message of text alone stays a text. */
export function contentOf(content: unknown, notes: string[]): Message['content'] {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts = content.flatMap((part) => {
    if (typeof part === 'string') return [{ type: 'text' as const, text: part }];
    const read = isObject(part) ? readPart(part) : null;
    if (read === null) {
      const type = isObject(part) ? textIn(part, 'type') : typeof part;
      notes.push(`A part of the kind “${type.slice(0, 40)}” was left out.`);
    }
    return read ? [read] : [];
  });
  if (!parts.every((part) => part.type === 'text')) return parts;
  return parts.map(({ text }) => text).join('');
}

function plainText(content: unknown, notes: string[]): string {
  const read = contentOf(content, notes);
  return typeof read === 'string'
    ? read
    : read.map((part) => ('text' in part ? part.text : '')).join('');
}

/** Parts of chat completions and of responses. */
function readPart(part: Loose): MessagePart | null {
  switch (textIn(part, 'type')) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: textIn(part, 'text') };
    case 'image_url':
    case 'input_image': {
      const image = part['image_url'];
      const source = sourceOf(isObject(image) ? textIn(image, 'url') : String(image ?? ''));
      return source && { type: 'image', ...source };
    }
    case 'input_audio': {
      const audio = objectIn(part, 'input_audio') ?? {};
      const mediaType = textIn(audio, 'format') === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { type: 'file', mediaType, name: 'audio', source: { data: textIn(audio, 'data') } };
    }
    case 'file':
    case 'input_file': {
      const file = objectIn(part, 'file') ?? part;
      const source = sourceOf(textIn(file, 'file_data') || textIn(file, 'file_url'));
      return source && { type: 'file', name: textIn(file, 'filename').slice(0, 255), ...source };
    }
    default:
      return null;
  }
}
