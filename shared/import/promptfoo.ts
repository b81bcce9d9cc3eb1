import type { Message } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import { isObject, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { messagesContent, nameOf, type PromptDraft } from './draft.ts';
import { firstSystem, readChatMessages, readChatRequest } from './openai-request.ts';

const mostSets = 1000;

export function isPromptfoo(file: Loose): boolean {
  return (
    'prompts' in file &&
    ('providers' in file || 'tests' in file || 'targets' in file || Array.isArray(file['prompts']))
  );
}

/** A promptfoo configuration: each prompt with the values of its tests, on the first provider. */
export function readPromptfoo(file: Loose): PromptDraft[] {
  const common: string[] = [];
  const providers = [...asList(file['providers']), ...asList(file['targets'])];
  const provider = providerOf(providers[0]);
  if (providers.length > 1)
    common.push(
      `Of ${providers.length} providers the first was taken; the others can be compared as variants.`
    );
  const tests = asList(file['tests']);
  if (tests.some((test) => typeof test === 'string'))
    common.push('Tests in files beside it are not read; import their values as CSV.');
  const written = tests.filter(isObject);
  if (
    [objectIn(file, 'defaultTest') ?? {}, ...written].some(
      (test) => 'assert' in test || 'threshold' in test
    )
  )
    common.push('Assertions are left out.');
  const always = objectIn(objectIn(file, 'defaultTest') ?? {}, 'vars') ?? {};
  const sets = written.slice(0, mostSets).map((test, index) => ({
    name: (textIn(test, 'description') || `Test ${index + 1}`).slice(0, 200),
    values: { ...always, ...(objectIn(test, 'vars') ?? {}) }
  }));
  if (written.length > mostSets)
    common.push(`Of ${written.length} tests the first ${mostSets} were read.`);
  const prompts = asList(file['prompts']);
  return prompts.flatMap((prompt, index) => {
    const notes = [...common, ...provider.notes];
    const read = readPrompt(prompt, notes);
    if (!read) return [];
    const { systemPrompt, messages } = firstSystem(read.messages);
    const content = messagesContent({
      systemPrompt,
      messages,
      modelConfig: { ...provider.config },
      tools: provider.tools
    });
    const name =
      read.label ||
      (prompts.length > 1 && nameOf(content) === '' ? `Prompt ${index + 1}` : nameOf(content));
    const names = new Set(content.variables.map((variable) => variable.name));
    const valueSets = sets
      .map((set) => ({ ...set, values: only(set.values, names) }))
      .filter(({ values }) => Object.keys(values).length > 0);
    return [{ name, content, modelName: provider.model, valueSets, tags: [], notes }];
  });
}

function only(values: Loose, names: ReadonlySet<string>): Loose {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

function asList(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function readPrompt(
  prompt: unknown,
  notes: string[]
): { label: string; messages: Message[] } | null {
  if (Array.isArray(prompt)) return { label: '', messages: readChatMessages(prompt, notes) };
  const label = isObject(prompt) ? textIn(prompt, 'label') || textIn(prompt, 'id') : '';
  const raw = isObject(prompt) ? (prompt['raw'] ?? prompt['content'] ?? prompt['id']) : prompt;
  if (Array.isArray(raw)) return { label, messages: readChatMessages(raw, notes) };
  if (typeof raw !== 'string') return null;
  if (/^(file:\/\/|exec:)|^[\w./-]+\.(txt|json|md|ya?ml|js|ts|py|j2|csv)$/i.test(raw.trim())) {
    return {
      label: label || raw.slice(0, 100),
      messages: [{ role: 'user', content: noteFile(raw, notes) }]
    };
  }
  if (/\{%|\{\{[^}]*[|(]/.test(raw))
    notes.push('Conditions, loops and filters of its templates are kept as plain text.');
  return { label, messages: chatOf(raw, notes) ?? [{ role: 'user', content: raw.trimEnd() }] };
}

function noteFile(raw: string, notes: string[]): string {
  notes.push(
    `The prompt stands in another file (${raw.slice(0, 100)}); import that one or paste its text.`
  );
  return raw;
}

/** A prompt may be a conversation, written as JSON. */
function chatOf(raw: string, notes: string[]): Message[] | null {
  if (!/^\s*\[/.test(raw)) return null;
  try {
    const value: unknown = JSON.parse(raw);
    return Array.isArray(value) && value.some((one) => isObject(one) && 'role' in one)
      ? readChatMessages(value, notes)
      : null;
  } catch {
    return null; // A text that begins with a bracket.
  }
}

function providerOf(provider: unknown) {
  const said = isObject(provider) ? provider : { id: provider };
  const id = textIn(said, 'id') || (isObject(provider) ? (Object.keys(provider)[0] ?? '') : '');
  const config = objectIn(said, 'config') ?? {};
  const theirs = Object.fromEntries(
    Object.entries(config).filter(([name]) => !/^api|^base_?url$|key|organization/i.test(name))
  );
  const read = readChatRequest({ ...theirs, messages: [] });
  const modelConfig: ModelConfig = read.content.modelConfig;
  const model =
    id
      .split(':')
      .slice(id.split(':').length > 2 ? 2 : 1)
      .join(':') || null;
  return { model, config: modelConfig, tools: read.content.tools, notes: read.notes };
}
