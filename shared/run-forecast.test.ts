import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { describeModel } from './model-registry.ts';
import type { ModelInfo } from './models.ts';
import { typedVariable } from './prompt-content.ts';
import { forecastRun } from './run-forecast.ts';

const rates = { input: 100, output: 1_000, cachedInput: null, reasoning: null };
const model: ModelInfo = {
  ...describeModel({ connectionId: 't', kind: 'openai', name: 'm', host: 't', local: false }),
  contextTokens: 100,
  params: [],
  refused: [],
  maxOutputTokens: 50,
  input: ['text'],
  price: {
    rates: { ...rates, input: 1e9, output: 1e10 },
    long: null,
    asOf: null,
    source: 't',
    note: null
  }
};
const content = (more: Partial<PromptContent> = {}): PromptContent => ({
  kind: 'messages',
  text: '',
  systemPrompt: 'Be brief.',
  tools: [],
  outputSchema: null,
  variables: [typedVariable('dish')],
  modelConfig: {},
  messages: [{ role: 'user', content: 'A recipe of {{dish}}' }],
  ...more
});

describe('the forecast of a run', () => {
  test('counts what is really sent, with its values, piece by piece', () => {
    const short = forecastRun(content(), { dish: 'stew' }, model);
    const long = forecastRun(content(), { dish: 'stew'.repeat(40) }, model);
    expect(short.pieces).toEqual([
      { label: 'System', tokens: 3, message: null },
      { label: 'User', tokens: 4, message: 0 }
    ]);
    expect([short.tokens, short.context, short.over]).toEqual([7, 100, 0]);
    expect(long.tokens).toBe(short.tokens + 39);
  });

  test('says by how much a prompt is too long', () => {
    const { over, tokens } = forecastRun(content(), { dish: 'x'.repeat(800) }, model);
    expect(over).toBe(tokens - 100);
    expect(forecastRun(content(), {}, { ...model, contextTokens: null }).over).toBe(0);
  });

  test('costs from the prompt alone to the longest answer, and unknown stays unknown', () => {
    const cost = (config: PromptContent['modelConfig'], more: Partial<ModelInfo> = {}) =>
      forecastRun(content({ modelConfig: config }), { dish: 'stew' }, { ...model, ...more }).cost;
    expect(cost({ maxTokens: 10 })).toEqual({ least: 7_000, most: 107_000 });
    expect(cost({ maxTokens: 10, n: 2 })).toEqual({ least: 7_000, most: 207_000 });
    expect(cost({})).toEqual({ least: 7_000, most: 507_000 });
    expect(cost({}, { maxOutputTokens: null })).toEqual({ least: 7_000, most: null });
    expect(cost({}, { price: null })).toBeNull();
  });

  test('names missing variables, and what the model does not read or take', () => {
    const image = {
      type: 'image',
      mediaType: 'image/png',
      source: { blob: 'ab'.repeat(32) }
    } as const;
    const found = forecastRun(
      content({
        messages: [{ role: 'user', content: [{ type: 'text', text: '{{dish}}' }, image] }],
        tools: [{ name: 'search' }],
        modelConfig: { seed: 1 }
      }),
      {},
      { ...model, tools: false }
    );
    expect(found.missing).toEqual(['dish']);
    expect(found.problems).toEqual([
      'Message 1 has an image, and this model reads text only.',
      'This model takes no tools.'
    ]);
    expect(found.unsent).toEqual(['Seed']);
  });

  test('a picture counts as much as pictures do, and a file nobody can count is said', () => {
    const source = { blob: 'ab'.repeat(32), size: 400 };
    const said = forecastRun(
      content({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image', mediaType: 'image/png', source },
              { type: 'file', mediaType: 'text/plain', name: 'a.txt', source },
              { type: 'file', mediaType: 'application/pdf', name: 'a.pdf', source }
            ]
          }
        ]
      }),
      {},
      null
    );
    expect([said.pieces.at(-1)?.tokens, said.uncounted]).toEqual([1_200, 1]);
  });

  test('says each problem once, however many pictures a message has', () => {
    const image = { type: 'image' as const, mediaType: 'image/png', source: { data: 'AAAA' } };
    const messages = [{ role: 'user' as const, content: [image, { ...image }] }];
    const { problems } = forecastRun(
      content({ messages, variables: [] }),
      {},
      {
        ...model,
        input: ['text']
      }
    );
    expect(problems).toEqual(['Message 1 has an image, and this model reads text only.']);
  });

  test('grows with the text and its parts add up', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const of = (text: string) =>
          forecastRun(
            content({ messages: [{ role: 'user', content: text }], variables: [] }),
            {},
            model
          );
        expect(of(a + b).tokens).toBeGreaterThanOrEqual(of(a).tokens);
        const { pieces, tokens } = of(a);
        expect(pieces.reduce((sum, piece) => sum + piece.tokens, 0)).toBe(tokens);
      })
    );
  });
});
