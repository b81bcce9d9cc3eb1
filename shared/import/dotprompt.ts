import type { Variable } from '#shared/prompt-fields';
import type { Message, MessagePart } from '#shared/message-parts';
import { isObject, objectIn, textIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { isVariableName } from '#shared/template';
import { messagesContent, nameOf, type PromptDraft } from './draft.ts';
import { sourceOf } from './media.ts';
import { firstSystem, roleOf } from './openai-request.ts';
import { keepRest, takeParams } from './request-params.ts';

/** dotprompt: a head in YAML, then a Handlebars template with `{{role "system"}}` between its turns. */
export function readDotprompt(head: Loose, body: string): PromptDraft {
  const notes: string[] = [];
  const rest = { ...(objectIn(head, 'config') ?? {}) };
  delete rest['version'];
  const modelConfig = takeParams(rest, {
    temperature: 'temperature',
    topP: 'topP',
    topK: 'topK',
    maxOutputTokens: 'maxTokens',
    stopSequences: 'stopSequences',
    seed: 'seed'
  });
  keepRest(rest, modelConfig, notes);
  const output = objectIn(head, 'output') ?? {};
  const outputSchema = schemaOf(output['schema'], notes);
  if (textIn(output, 'format') === 'json' && !outputSchema)
    modelConfig.responseFormat = { type: 'json_object' };
  if (Array.isArray(head['tools']) && head['tools'].length > 0)
    notes.push(
      `Tools are named there and defined elsewhere, so they are left out: ${head['tools'].map(String).join(', ').slice(0, 200)}.`
    );
  if (/\{\{[#/~>]|\{\{\s*(?:history|section|media url=[^"'])/.test(body))
    notes.push('Blocks, helpers and partials of its template are kept as plain text.');
  const input = objectIn(head, 'input') ?? {};
  const given = objectIn(input, 'default') ?? {};
  const variables = variablesOfInput(objectIn(input, 'schema') ?? {}, given);
  const { systemPrompt, messages } = firstSystem(turnsOf(body, notes));
  const content = messagesContent({ systemPrompt, messages, modelConfig, variables, outputSchema });
  const model = textIn(head, 'model').replace(
    /^(?:googleai|vertexai|openai|anthropic|ollama)\//,
    ''
  );
  return {
    name: textIn(head, 'name') || nameOf(content),
    content,
    modelName: model || null,
    valueSets: [],
    tags: [],
    notes
  };
}

function turnsOf(body: string, notes: string[]): Message[] {
  const pieces = body.split(/\{\{~?\s*role\s+["'](\w+)["']\s*~?\}\}/);
  const messages: Message[] = [];
  for (let index = 0; index < pieces.length; index += 2) {
    const text = pieces[index]?.trim() ?? '';
    const role = index === 0 ? 'user' : roleOf(pieces[index - 1] ?? '', notes);
    if (text !== '' && role) messages.push({ role, content: withMedia(text) });
  }
  return messages;
}

function withMedia(text: string): Message['content'] {
  const pieces = text.split(/\{\{~?\s*media\s+url=["']([^"']+)["'][^}]*\}\}/);
  if (pieces.length === 1) return text;
  return pieces.flatMap((piece, index): MessagePart[] => {
    if (index % 2 === 0) return piece.trim() === '' ? [] : [{ type: 'text', text: piece.trim() }];
    const source = sourceOf(piece);
    return source ? [{ type: 'image', ...source }] : [{ type: 'text', text: piece }];
  });
}

/** Picoschema: `name?: string, what it is` and JSON Schema alike. */
function variablesOfInput(schema: Loose, given: Loose): Variable[] {
  const properties = objectIn(schema, 'properties');
  const required = Array.isArray(schema['required']) ? schema['required'] : null;
  return Object.entries(properties ?? schema).flatMap(([key, said]) => {
    const name = key.replace(/\?$|\(.*\)$/g, '').replace(/\?$/, '');
    if (!isVariableName(name)) return [];
    const value = given[name];
    const word = isObject(said) ? textIn(said, 'type') : String(said);
    const options = isObject(said) && Array.isArray(said['enum']) ? said['enum'].map(String) : [];
    return [
      {
        name,
        type: options.length > 0 ? ('select' as const) : typeOf(word),
        required: required ? required.includes(name) : !key.includes('?') && value === undefined,
        default: value === undefined || value === null ? null : textOf(value),
        options
      }
    ];
  });
}

function typeOf(word: string): Variable['type'] {
  if (/^(number|integer)/.test(word)) return 'number';
  return /^boolean/.test(word) ? 'boolean' : 'text';
}

const textOf = (value: unknown) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

function schemaOf(schema: unknown, notes: string[]): Loose | null {
  if (!isObject(schema)) return null;
  if (isObject(schema['properties'])) return schema;
  const properties: Loose = {};
  const required: string[] = [];
  for (const [key, said] of Object.entries(schema)) {
    const [, name = key, optional = '', kind = ''] =
      /^([^?(]+)(\??)(?:\((\w+).*\))?$/.exec(key) ?? [];
    const [type = 'string', ...words] = (typeof said === 'string' ? said : 'object').split(',');
    if (isObject(said) || kind !== '')
      notes.push(`The answer’s field “${name}” is simplified: nested picoschema is not read.`);
    const description = words.join(',').trim();
    properties[name] = {
      type: kind === 'array' ? 'array' : type.trim(),
      ...(description && { description })
    };
    if (optional === '') required.push(name);
  }
  return { type: 'object', properties, required };
}
