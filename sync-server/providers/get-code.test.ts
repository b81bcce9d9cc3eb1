import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { codeOf, requestOf, type CodeWish } from '#shared/get-code/get-code';
import { pyLiteral, tsLiteral } from '#shared/get-code/literals';
import { serviceOf } from '#shared/get-code/service';
import { fillPrompt } from '#shared/fill-prompt';
import { describeModel, type ConnectionKind } from '#shared/model-registry';
import { callOf } from '#shared/requests/model-call';
import { adapters } from './dialects.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom("it's", '$HOME `x` "y"\\', '\n')
);
const services: { kind: ConnectionKind; name: string; host: string; baseUrl: string }[] = [
  { kind: 'openai', name: 'gpt-4o', host: 'api.openai.com', baseUrl: 'https://api.openai.com/v1' },
  { kind: 'openai', name: 'gpt-5', host: 'api.openai.com', baseUrl: 'https://api.openai.com/v1' },
  {
    kind: 'anthropic',
    name: 'claude-sonnet-4-5',
    host: 'api.anthropic.com',
    baseUrl: 'https://api.anthropic.com'
  },
  {
    kind: 'gemini',
    name: 'gemini-2.5-flash',
    host: 'generativelanguage.googleapis.com',
    baseUrl: 'https://generativelanguage.googleapis.com'
  },
  { kind: 'ollama', name: 'llama3', host: 'this server', baseUrl: 'http://localhost:11434' },
  {
    kind: 'openai-compatible',
    name: 'x/y',
    host: 'openrouter.ai',
    baseUrl: 'https://openrouter.ai/api/v1'
  },
  { kind: 'openai-compatible', name: 'm', host: 'a.example', baseUrl: 'http://localhost:1234' }
];

const contents = fc.record({
  kind: fc.constantFrom('text' as const, 'messages' as const),
  text,
  systemPrompt: text,
  messages: fc.array(
    fc.record({ role: fc.constantFrom('user' as const, 'assistant' as const), content: text }),
    { minLength: 1, maxLength: 4 }
  ),
  temperature: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  stop: fc.array(text, { maxLength: 2 })
});

function contentOf(
  given: typeof contents extends fc.Arbitrary<infer T> ? T : never
): PromptContent {
  const { temperature, stop: stopSequences, ...rest } = given;
  const tools = [{ name: 'look', description: 'it’s', parameters: { type: 'object' } }];
  const modelConfig = { temperature, stopSequences, maxTokens: 9 };
  return { ...rest, modelConfig, variables: [], tools, outputSchema: null };
}

function wishOf(service: (typeof services)[number], content: PromptContent): CodeWish {
  const { kind, name, host, baseUrl } = service;
  const model = describeModel({ connectionId: 'c', kind, name, host, local: kind === 'ollama' });
  return {
    language: 'curl',
    target: 'provider',
    promptId: 'p',
    content,
    values: {},
    model,
    connection: { baseUrl, hasKey: true },
    origin: 'http://localhost:3000'
  };
}

/** What a shell makes of a command: its words, quotes gone, variables by their names. */
function shellWords(command: string): string[] {
  const words: string[] = [];
  const token = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\\n|\\(.)|(\s+)|([^\s'"\\]+)/gy;
  let word: string | null = null;
  for (const [, single, double, escaped, space, plain] of command.matchAll(token)) {
    if (space !== undefined) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      const piece = single ?? double?.replace(/\\(.)/g, '$1') ?? escaped ?? plain;
      if (piece !== undefined) word = (word ?? '') + piece;
    }
  }
  return word === null ? words : [...words, word];
}

/** A Python literal as JSON: the words that differ never stand inside strings here. */
function jsonOfPython(literal: string): unknown {
  const names: Record<string, string> = { True: 'true', False: 'false', None: 'null' };
  return JSON.parse(
    literal.replace(/"(?:[^"\\]|\\.)*"|\b(?:True|False|None)\b/g, (found) => names[found] ?? found)
  );
}

describe('code for a provider', () => {
  it('holds, as curl, the very body and address the adapter sends', () => {
    fc.assert(
      fc.property(fc.constantFrom(...services), contents, (service, given) => {
        const content = contentOf(given);
        const wish = wishOf(service, content);
        const { model } = wish;
        if (!model) throw new Error('no model');
        const dialect = content.kind === 'text' ? model.textDialect : model.messagesDialect;
        if (dialect === null || dialect === 'sample') throw new Error('no dialect');
        const sent = adapters[dialect].buildRequest(callOf(fillPrompt(content, {}), model), {
          baseUrl: service.baseUrl,
          key: 'k'
        });
        const words = shellWords(codeOf(wish) ?? '');
        expect(words[2]).toBe(sent.url);
        expect(JSON.parse(words[words.indexOf('--data-raw') + 1] ?? '')).toEqual(
          JSON.parse(sent.body ?? '')
        );
      })
    );
  });

  it('names a key and never holds one', () => {
    const content = {
      ...contentOf({
        kind: 'messages',
        text: '',
        systemPrompt: '',
        messages: [{ role: 'user', content: 'hi' }],
        temperature: null,
        stop: []
      })
    };
    for (const service of services)
      for (const language of ['curl', 'typescript', 'python'] as const) {
        const code = codeOf({ ...wishOf(service, content), language }) ?? '';
        expect(code).toMatch(/_API_KEY|\bAPI_KEY/);
        expect(code).not.toMatch(/sk-/);
      }
  });

  it('needs no key where the connection has none', () => {
    const wish = wishOf(
      services[4]!,
      contentOf({
        kind: 'messages',
        text: '',
        systemPrompt: '',
        messages: [{ role: 'user', content: 'hi' }],
        temperature: null,
        stop: []
      })
    );
    const code = codeOf({
      ...wish,
      connection: { baseUrl: 'http://localhost:11434', hasKey: false }
    });
    expect(code).not.toContain('API_KEY');
  });

  it('is none for the sample model, and ours asks this server with the values beside', () => {
    const content: PromptContent = {
      ...contentOf({
        kind: 'text',
        text: 'a {{b}}',
        systemPrompt: '',
        messages: [],
        temperature: 1,
        stop: []
      })
    };
    const wish: CodeWish = { ...wishOf(services[0]!, content), model: null, values: { b: "o'c" } };
    expect(codeOf(wish)).toBeNull();
    expect(requestOf(wish)).toBeNull();
    const words = shellWords(codeOf({ ...wish, target: 'playground' }) ?? '');
    expect(JSON.parse(words.at(-1) ?? '')).toEqual({
      content: JSON.parse(JSON.stringify(content)),
      variableValues: { b: "o'c" },
      promptId: 'p'
    });
  });
});

describe('literals', () => {
  it('mean the JSON they were made of, in TypeScript and in Python', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small' }), (value) => {
        const json = JSON.stringify(value);
        const read: unknown = new Function(`return (${tsLiteral(value)})`)();
        expect(JSON.stringify(read)).toBe(json);
        expect(JSON.stringify(jsonOfPython(pyLiteral(value)))).toBe(json);
      })
    );
  });
});

describe('the service of a model', () => {
  it('is told by the host while the connection is unknown', () => {
    const of = (kind: ConnectionKind, host: string, local = false) =>
      serviceOf(describeModel({ connectionId: 'c', kind, name: 'm', host, local }), null);
    expect(of('openai', 'api.openai.com')).toMatchObject({
      baseUrl: 'https://api.openai.com/v1',
      keyName: 'OPENAI_API_KEY',
      isOpenai: true
    });
    expect(of('openai-compatible', 'api.groq.com').keyName).toBe('GROQ_API_KEY');
    expect(of('openai-compatible', 'llm.example').baseUrl).toBe('https://llm.example/v1');
    expect(of('ollama', 'this server, port 11434', true)).toMatchObject({
      baseUrl: 'http://localhost:11434',
      keyName: null
    });
  });
});
