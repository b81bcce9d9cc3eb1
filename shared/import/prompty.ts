import type { Message } from '#shared/message-parts';
import { isObject, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, type PromptDraft } from './draft.ts';
import { firstSystem, readChatRequest } from './openai-request.ts';

const turn = /^[ \t]*(system|user|assistant|developer|function|tool)[ \t]*:[ \t]*$/im;

export function isPrompty(head: Loose, body: string): boolean {
  const model = head['model'];
  return (
    (isObject(model) && ('api' in model || 'configuration' in model || 'parameters' in model)) ||
    turn.test(body)
  );
}

/** Prompty: a head in YAML, then turns that begin with a line such as `system:`. */
export function readPrompty(head: Loose, body: string): PromptDraft {
  const notes: string[] = [];
  const model = objectIn(head, 'model') ?? {};
  const given = objectIn(model, 'parameters') ?? objectIn(model, 'options') ?? {};
  const params = readChatRequest({ ...given, messages: [] });
  const { systemPrompt, messages } = firstSystem(turnsOf(body));
  const content = messagesContent({
    systemPrompt,
    messages,
    modelConfig: params.content.modelConfig,
    tools: params.content.tools,
    outputSchema: params.content.outputSchema
  });
  const configuration = objectIn(model, 'configuration') ?? {};
  const modelName =
    textIn(model, 'id') ||
    textIn(configuration, 'model') ||
    textIn(configuration, 'azure_deployment') ||
    textIn(configuration, 'name');
  if (/\{%|\{\{[^}]*[|(]/.test(body))
    notes.push('Conditions, loops and filters of its templates are kept as plain text.');
  if (/!\[[^\]]*\]\(/.test(body)) notes.push('Pictures in the text are kept as Markdown.');
  const sample = objectIn(head, 'sample') ?? samplesOf(objectIn(head, 'inputs') ?? {});
  const isFilled = Object.keys(sample).length > 0;
  return {
    name: textIn(head, 'name') || params.name,
    content,
    modelName: modelName || null,
    valueSets: isFilled ? [{ name: 'Sample', values: sample }] : [],
    tags: tagsOf(head['tags']),
    notes: [...notes, ...params.notes]
  };
}

/** The turns of a text; what stands before the first is the system's. */
export function turnsOf(body: string): Message[] {
  const messages: Message[] = [];
  const pieces = body.split(new RegExp(turn.source, 'gim'));
  const before = pieces[0]?.trim() ?? '';
  if (before !== '')
    messages.push({ role: pieces.length > 1 ? 'system' : 'user', content: before });
  for (let index = 1; index < pieces.length; index += 2) {
    const word = pieces[index]?.toLowerCase() ?? '';
    const role = word === 'function' ? 'tool' : (word as Message['role']);
    messages.push({ role, content: pieces[index + 1]?.trim() ?? '' });
  }
  return messages;
}

/** `inputs: {name: {type, sample, default}}` of newer versions. */
function samplesOf(inputs: Loose): Loose {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) => {
      const value = isObject(input) ? (input['sample'] ?? input['default']) : input;
      return value === undefined || value === null ? [] : [[name, value]];
    })
  );
}

export function tagsOf(tags: unknown): string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string' && tag !== '') : [];
}
