import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { codeOf, dialectOf, languages, type CodeWish } from '#shared/get-code/get-code';
import { serviceOf } from '#shared/get-code/service';
import type { Message } from '#shared/message-parts';
import { describeModel, type ConnectionKind } from '#shared/model-registry';
import { dialectRequest } from '#shared/requests/dialect-request';
import { callOf } from '#shared/requests/model-call';
import { parseYaml } from './parse-yaml.ts';
import { readImport } from './read-import.ts';

describe('what this app writes as code', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const services: { kind: ConnectionKind; name: string; host: string }[] = [
    { kind: 'openai', name: 'gpt-4o', host: 'api.openai.com' },
    { kind: 'openai', name: 'gpt-5', host: 'api.openai.com' },
    { kind: 'anthropic', name: 'claude-sonnet-4-5', host: 'api.anthropic.com' },
    { kind: 'gemini', name: 'gemini-2.5-flash', host: 'generativelanguage.googleapis.com' },
    { kind: 'ollama', name: 'llama3', host: 'this server, port 11434' },
    { kind: 'openai-compatible', name: 'x/y', host: 'openrouter.ai' }
  ];

  it('comes back as a prompt that asks the very same', () => {
    const given = fc.record({
      kind: fc.constantFrom('text' as const, 'messages' as const),
      text: fc.tuple(fc.constantFrom('a', 'it’s'), text).map((pair) => pair.join('')),
      systemPrompt: text,
      messages: fc.array(fc.tuple(fc.constantFrom('b', '{'), text), { minLength: 1, maxLength: 3 }),
      temperature: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      maxTokens: fc.option(fc.integer({ min: 1, max: 999 })),
      stop: fc.option(fc.array(text, { minLength: 1, maxLength: 2 }))
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...services),
        fc.constantFrom(...languages),
        given,
        (service, language, { temperature, maxTokens, stop, messages: said, ...rest }) => {
          const local = service.kind === 'ollama';
          const model = describeModel({ connectionId: 'c', local, ...service });
          const modelConfig = { temperature, maxTokens, stopSequences: stop };
          const tools = [{ name: 'look', description: 'around', parameters: { type: 'object' } }];
          const messages: Message[] = said.map((pair, index) => ({
            role: index % 2 === 0 ? 'user' : 'assistant',
            content: pair.join('')
          }));
          const content: PromptContent = {
            ...rest,
            messages,
            modelConfig,
            variables: [],
            tools,
            outputSchema: { type: 'object', title: 't' }
          };
          const dialect = dialectOf(content, model);
          if (!dialect) throw new Error('no dialect');
          const ask = (one: PromptContent) =>
            JSON.parse(
              JSON.stringify(
                dialectRequest(dialect, callOf(one, model), serviceOf(model, null)).body
              )
            ) as unknown;
          const wish: CodeWish = {
            language,
            target: 'provider',
            promptId: 'p',
            content,
            values: {},
            model,
            connection: null,
            origin: 'http://localhost'
          };
          const { drafts } = readImport(codeOf(wish) ?? '', { parseYaml });
          const [draft] = drafts;
          if (!draft) throw new Error('no draft');
          expect(draft.modelName).toBe(service.name);
          expect(ask(draft.content)).toEqual(ask(content));
        }
      ),
      { numRuns: 300 }
    );
  });
});
