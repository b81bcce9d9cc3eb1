import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freePrice } from '#shared/model-price';
import { isShutDown, modelOrders, pageOfModels, sortModels } from '#shared/model-query';
import { describeModel } from '#shared/model-registry';
import type { ModelQuery } from '#shared/model-query';
import type { ModelInfo } from '#shared/models';

const today = '2026-11-21';
function model(kind: 'openai' | 'anthropic' | 'ollama', name: string): ModelInfo {
  return describeModel({ connectionId: kind, kind, name, host: `${kind}.test`, local: false });
}
const all = [
  model('ollama', 'llama3'),
  model('openai', 'gpt-4.1'),
  model('openai', 'gpt-5.2'),
  model('openai', 'davinci-002'),
  model('anthropic', 'claude-haiku-4-5'),
  model('anthropic', 'claude-sonnet-4-5'),
  model('openai', 'unheard')
];
const names = (query: ModelQuery) =>
  pageOfModels(all, { ...query, order: 'connection', limit: 99 }, today)?.items.map(
    ({ name }) => name
  );

test.each<[ModelQuery, string[]]>([
  [{ connection: 'anthropic' }, ['claude-haiku-4-5', 'claude-sonnet-4-5']],
  [{ input: ['image', 'file'] }, ['gpt-5.2', 'claude-haiku-4-5', 'claude-sonnet-4-5']],
  [{ capability: ['tools', 'logprobs'] }, ['gpt-4.1', 'gpt-5.2']],
  [{ parameter: ['topK'] }, ['llama3', 'claude-haiku-4-5', 'claude-sonnet-4-5']],
  [{ q: 'GPT openai.test' }, ['gpt-4.1', 'gpt-5.2']],
  [{ q: '002', includeShutDown: true }, ['davinci-002']],
  [{ q: '002' }, []]
])('%o finds %o', (query, found) => {
  expect(names(query)).toEqual(found);
});

test('on its last day a model is gone', () => {
  const { shutdown } = model('anthropic', 'claude-sonnet-4-5');
  expect(isShutDown({ shutdown }, '2026-11-29')).toBe(false);
  expect(isShutDown({ shutdown }, '2026-11-30')).toBe(true);
});

test('orders put the largest, cheapest and soonest first, and the unknown last', () => {
  const priced = [...all, { ...model('ollama', 'free'), price: freePrice('here') }];
  const first = (order: (typeof modelOrders)[number]) => sortModels(priced, order)[0]?.name;
  expect(modelOrders.map(first)).toEqual([
    'llama3',
    'claude-haiku-4-5',
    'gpt-4.1',
    'free',
    'davinci-002'
  ]);
  expect(sortModels(priced, 'price').at(-1)?.price).toBeNull();
  expect(sortModels(priced, 'context').at(-1)?.contextTokens).toBeNull();
});

test('pages hold every model once, in order, whatever their size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(...modelOrders),
      fc.boolean(),
      (limit, order, includeShutDown) => {
        const query = { order, includeShutDown, limit };
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = pageOfModels(all, { ...query, after }, today);
          expect(page?.items.length).toBeLessThanOrEqual(limit);
          seen.push(...(page?.items.map(({ id }) => id) ?? []));
          after = page?.nextCursor ?? undefined;
        } while (after !== undefined);
        const whole = pageOfModels(all, { ...query, limit: 99 }, today);
        expect(seen).toEqual(whole?.items.map(({ id }) => id));
      }
    )
  );
});

test('a cursor whose model has gone is no cursor any more', () => {
  expect(pageOfModels(all, { order: 'name', limit: 1, after: 'x/gone' }, today)).toBeNull();
});
