import { isObject } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { readLiteral, unknownValue } from './code-literal.ts';
import type { PromptDraft, ReadPrompts } from './draft.ts';
import { readRequest } from './request-json.ts';
import { shellWords } from './shell-words.ts';

/** A request inside a `curl` command. `null`: there is none. */
export function readCurl(text: string): ReadPrompts | null {
  const start = text.search(/(^|[\s;&|])curl\s/);
  if (start < 0) return null;
  const words = shellWords(text.slice(start));
  const data = dataOf(words);
  const url = words.find((word) => /^https?:\/\//i.test(word)) ?? '';
  const body = data === null ? null : parseObject(data);
  if (body === null) return null;
  const model = /\/models\/([^/:?]+):/.exec(url)?.[1];
  const named = model === undefined ? body : { ...body, model: decodeURIComponent(model) };
  return found(named, url, 'curl', []);
}

const dataFlags = /^(?:-d|--data(?:-raw|-binary|-ascii)?|--json)(?:=([\s\S]*))?$/;

function dataOf(words: string[]): string | null {
  for (const [index, word] of words.entries()) {
    const flag = dataFlags.exec(word);
    if (flag) return flag[1] ?? words[index + 1] ?? null;
    if (/^-d./.test(word)) return word.slice(2);
  }
  return null;
}

function parseObject(text: string): Loose | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // A shell variable inside the quotes: read as a literal, as far as it goes.
    return literalAt(text, text.indexOf('{'));
  }
}

function literalAt(text: string, at: number): Loose | null {
  if (at < 0) return null;
  try {
    const { value } = readLiteral(text, at);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const calls =
  /\b(?:create|stream|parse|chat|generate|generateContent|generateContentStream|generate_content|generate_content_stream|GenerativeModel|post|fetch)\s*\(|\bbody\s*[:=]\s*(?=\{)|JSON\.stringify\s*\(/g;
const mostCalls = 40;

/** A request inside TypeScript or Python: the arguments of the first call that looks like one. */
export function readCode(text: string): ReadPrompts | null {
  const notes: string[] = [];
  let tried = 0;
  for (const call of text.matchAll(calls)) {
    if (++tried > mostCalls) break;
    const opens = call[0].endsWith('(');
    const at = call.index + call[0].length - (opens ? 1 : 0);
    const value = literalAt(text, opens ? at : text.indexOf('{', at));
    const body = value && known(spread(value), notes);
    if (!body) continue;
    const before = text.slice(Math.max(0, call.index - 80), call.index + call[0].length);
    const read = found(body, before + hintOf(text), 'code', notes);
    if (read) return read;
    notes.length = 0;
  }
  return null;
}

function hintOf(text: string): string {
  return /import anthropic|from anthropic|@anthropic-ai/.test(text)
    ? ' anthropic'
    : /import ollama|from ['"]ollama['"]|from ollama/.test(text)
      ? ' ollama'
      : '';
}

/** What Python's packages send beside their named arguments. */
function spread(body: Loose): Loose {
  const { extra_body: extra, ...rest } = body;
  return isObject(extra) ? { ...rest, ...extra } : rest;
}

/** Without what is not written out in the code; each is told. */
function known(value: Loose, notes: string[], path = ''): Loose {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const where = path === '' ? name : `${path}.${name}`;
      const read = knownValue(inner, notes, where);
      return read === unknownValue ? [] : [[name, read]];
    })
  );
}

function knownValue(value: unknown, notes: string[], path: string): unknown {
  if (value === unknownValue) {
    notes.push(`The value of “${path}” is not written out in the code, so it is left out.`);
    return unknownValue;
  }
  if (Array.isArray(value))
    return value
      .map((one, index) => knownValue(one, notes, `${path}[${index}]`))
      .filter((one) => one !== unknownValue);
  return isObject(value) ? known(value, notes, path) : value;
}

function found(
  body: Loose,
  hint: string,
  from: 'curl' | 'code',
  notes: string[]
): ReadPrompts | null {
  const read = readRequest(body, hint);
  if (!read) return null;
  const draft: PromptDraft = { ...read.draft, notes: [...notes, ...read.draft.notes] };
  return { format: read.format, from, drafts: [draft] };
}
