import { AppError } from '#shared/errors';
import { isObject, listIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { readCode, readCurl } from './code-snippet.ts';
import { readDotprompt } from './dotprompt.ts';
import type { ReadPrompts } from './draft.ts';
import { splitFrontMatter } from './front-matter.ts';
import { isPromptfoo, readPromptfoo } from './promptfoo.ts';
import { isPrompty, readPrompty } from './prompty.ts';
import { readRequest } from './request-json.ts';

export const importLimits = {
  /** UTF-16 code units of one file or paste. */
  length: 8_000_000,
  /** Of YAML and of code, which are slower to read. */
  yamlLength: 1_000_000,
  depth: 100,
  prompts: 500
} as const;

export interface ImportDeps {
  /** Reads YAML of a bounded length; has to refuse aliases that multiply. Throws what it likes. */
  parseYaml: (text: string) => unknown;
}

/**
 * Reads what somebody pasted or dropped, whatever of the known formats it is.
 * @throws AppError IMPORT_TOO_LARGE, IMPORT_BROKEN (it looks like one of them and is not whole),
 *   IMPORT_UNKNOWN
 */
export function readImport(text: string, { parseYaml }: ImportDeps): ReadPrompts {
  if (text.length > importLimits.length)
    throw new AppError('IMPORT_TOO_LARGE', { detail: 'A file or paste may have 8 MB.' });
  const read = readAny(text.replace(/^\ufeff/, ''), parseYaml);
  if (!read || read.drafts.length === 0) throw new AppError('IMPORT_UNKNOWN');
  if (read.drafts.length > importLimits.prompts)
    throw new AppError('IMPORT_TOO_LARGE', {
      detail: `One import may bring ${importLimits.prompts} prompts.`
    });
  return read;
}

function readAny(text: string, parseYaml: ImportDeps['parseYaml']): ReadPrompts | null {
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') {
    const json = tryJson(text);
    if (json.ok) return readJson(json.value);
    // Code may begin with a brace too; only what nobody else reads is broken JSON.
    const code = text.length <= importLimits.yamlLength ? readCode(`create(${text})`) : null;
    if (code) return code;
    throw new AppError('IMPORT_BROKEN', { detail: `This is not valid JSON: ${json.reason}` });
  }
  if (text.length > importLimits.yamlLength)
    throw new AppError('IMPORT_TOO_LARGE', { detail: 'YAML and code may have 1 MB.' });
  return (
    readCurl(text) ??
    readFrontMatter(text, parseYaml) ??
    readCode(text) ??
    readYaml(text, parseYaml)
  );
}

function tryJson(text: string): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, reason: (error as SyntaxError).message.slice(0, 200) };
  }
}

function readJson(value: unknown): ReadPrompts | null {
  checkDepth(value);
  // A list of messages is a request without the rest.
  const isMessages = Array.isArray(value) && value.some((one) => isObject(one) && 'role' in one);
  const body = isMessages ? { messages: value } : value;
  if (!isObject(body)) return null;
  // Batch files wrap each request.
  const inner = isObject(body['body']) && 'messages' in body['body'] ? body['body'] : body;
  const read = readRequest(inner, typeof body['url'] === 'string' ? body['url'] : '');
  if (read) return { format: read.format, from: 'json', drafts: [read.draft] };
  return isPromptfoo(body) && listIn(body, 'prompts').length > 0
    ? { format: 'promptfoo', from: 'json', drafts: readPromptfoo(body) }
    : null;
}

function readFrontMatter(text: string, parseYaml: ImportDeps['parseYaml']): ReadPrompts | null {
  const split = splitFrontMatter(text);
  if (!split) return null;
  const head = yamlOf(split.yaml, parseYaml);
  if (!isObject(head)) return null;
  const prompty = isPrompty(head, split.body);
  return {
    format: prompty ? 'prompty' : 'dotprompt',
    from: 'yaml',
    drafts: [(prompty ? readPrompty : readDotprompt)(head, split.body)]
  };
}

function readYaml(text: string, parseYaml: ImportDeps['parseYaml']): ReadPrompts | null {
  // A sentence is YAML too; only what names a member at the margin is worth reading.
  if (!/^[\w"'-]+\s*:/m.test(text)) return null;
  const file = yamlOf(text, parseYaml);
  if (!isObject(file)) return null;
  if (isPromptfoo(file)) return { format: 'promptfoo', from: 'yaml', drafts: readPromptfoo(file) };
  const read = readRequest(file);
  return read && { format: read.format, from: 'yaml', drafts: [read.draft] };
}

function yamlOf(text: string, parseYaml: ImportDeps['parseYaml']): Loose | null {
  try {
    const value = parseYaml(text);
    checkDepth(value);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new AppError('IMPORT_BROKEN', {
      detail: `This is not valid YAML: ${reason.slice(0, 200)}`
    });
  }
}

/** Deeper than this nothing real goes, and what walks it would run out of stack. */
function checkDepth(value: unknown) {
  // A set, since aliases of YAML may hold one object in many places.
  let level = new Set([value]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > importLimits.depth)
      throw new AppError('IMPORT_TOO_LARGE', { detail: 'It is nested more than 100 levels deep.' });
    const next = new Set<unknown>();
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const inner of Object.values(one)) if (typeof inner === 'object') next.add(inner);
    }
    level = next;
  }
}
