import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import type { Price } from '#shared/model-price';
import type { ModelInfo } from '#shared/models';
import { mayBegin, mostTokens, needOf } from './budget.ts';

const content = (text: string, modelConfig = {}): PromptContent => ({
  kind: 'text',
  text,
  systemPrompt: '',
  variables: [],
  tools: [],
  outputSchema: null,
  modelConfig
});
/** Nano-dollars per token. */
const priceOf = (input: number, output: number): Price => ({
  rates: { input: input * 1e6, output: output * 1e6, cachedInput: null, reasoning: null },
  long: null,
  asOf: '2026-01-01',
  source: 'a test',
  note: null
});
const model = (over: Partial<ModelInfo> = {}) =>
  ({
    id: 'test/m',
    connectionId: 'test',
    name: 'm',
    label: 'm',
    host: 'test',
    sample: false,
    textDialect: 'openai-chat',
    messagesDialect: 'openai-chat',
    maxOutputTokens: null,
    contextTokens: 1000,
    params: [],
    price: priceOf(100, 200),
    ...over
  }) as ModelInfo;

test('a need is the prompt and the longest answer, at the list price', () => {
  const need = needOf(content('x'.repeat(30), { maxTokens: 50 }), model());
  expect(need).toEqual({ inputTokens: 10, outputTokens: 50, nanoUsd: 10 * 100 + 50 * 200 });
});

test('messages, their parts and tools are read too', () => {
  const parts = [
    { type: 'text' as const, text: 'x'.repeat(30) },
    { type: 'image' as const, mediaType: 'image/png', source: { url: 'https://a.test/b.png' } }
  ];
  const said = { ...content(''), messages: [{ role: 'user' as const, content: parts }] };
  expect(needOf(said, model()).inputTokens).toBe(10 + 3000);
  const tools = [{ name: 'x'.repeat(90) }];
  expect(needOf({ ...content(''), tools }, model()).inputTokens).toBeGreaterThan(30);
});

test('several answers need several times as much', () => {
  expect(needOf(content('', { maxTokens: 50, n: 3 }), model()).outputTokens).toBe(150);
});

test('the longest answer is what the prompt says, else what the model does', () => {
  expect(needOf(content(''), model({ maxOutputTokens: 77 })).outputTokens).toBe(77);
  expect(needOf(content(''), model()).outputTokens).toBe(4096);
});

test('an unknown price is an unknown need, and a price of 0 is none', () => {
  expect(needOf(content('x'), model({ price: null })).nanoUsd).toBeNull();
  expect(needOf(content('x'), model({ price: priceOf(0, 0) })).nanoUsd).toBe(0);
});

test('scripts without spaces are not taken for a quarter of their tokens', () => {
  expect(mostTokens('東京都')).toBe(3);
  expect(mostTokens('plain text')).toBe(4);
});

const amount = fc.nat(1_000_000);

test('whatever begins, what was spent and what is held never pass the budget', () => {
  fc.assert(
    fc.property(
      amount,
      fc.array(fc.record({ need: amount, share: fc.double({ min: 0, max: 1, noNaN: true }) })),
      fc.array(fc.boolean()),
      (budget, runs, ends) => {
        let spent = 0;
        const live: { need: number; cost: number }[] = [];
        runs.forEach(({ need, share }, index) => {
          const held = live.reduce((sum, one) => sum + one.need, 0);
          if (mayBegin([{ budget, spent, held }], need) === 'go')
            live.push({ need, cost: Math.floor(need * share) });
          if (ends[index]) spent += live.shift()?.cost ?? 0;
          const now = live.reduce((sum, one) => sum + one.need, 0);
          expect(spent + now).toBeLessThanOrEqual(budget);
        });
      }
    )
  );
});

test('with nothing held there is nothing to wait for', () => {
  fc.assert(
    fc.property(fc.option(amount), amount, amount, (budget, spent, need) => {
      expect(mayBegin([{ budget, spent, held: 0 }], need)).not.toBe('wait');
    })
  );
});

test('what is free runs also when the budget is spent', () => {
  expect(mayBegin([{ budget: 10, spent: 20, held: 0 }], 0)).toBe('go');
});
