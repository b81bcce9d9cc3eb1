import { expect, test } from 'vitest';
import { freePrice } from '#shared/model-price';
import { describeModel } from '#shared/model-registry';
import type { ModelInfo } from '#shared/models';
import type { ModelGroup } from './model-answer';
import { count, dayText, priceDetails, priceText, shutdownText, todayOf } from './model-text';
import { optionsFor } from './picker-options';
import type { Filter } from './picker-options';

function openai(name: string): ModelInfo {
  const listing = { connectionId: 'c', kind: 'openai', host: 'api.openai.com' } as const;
  return describeModel({ ...listing, name, local: false });
}
const group: ModelGroup = {
  connectionId: 'c',
  name: 'OpenAI',
  host: 'api.openai.com',
  status: 'ok',
  sentence: null,
  models: [openai('gpt-4.1'), openai('o1'), openai('unheard'), openai('gpt-5.2')]
};
const now = new Date(2026, 10, 21);
const labels = (only: Filter[], value: string | null = null) =>
  optionsFor([group], only, value, now).map(({ label }) => label);

test('each model stands with its context, its price, what it reads and its last day', () => {
  expect(optionsFor([group], [], null, now)[0]).toEqual({
    value: 'c/gpt-4.1',
    label: 'gpt-4.1',
    group: 'OpenAI — api.openai.com',
    detail: count(1_047_576),
    note: '$2 in, $8 out · reads images · tools',
    warning: `shuts down on ${dayText('2027-01-14')}`
  });
  const unheard = optionsFor([group], [], null, now)[1];
  expect(unheard).toMatchObject({ label: 'unheard', detail: undefined, note: 'price unknown' });
});

test('a connection of one’s own is marked as such', () => {
  const own = { ...group, own: true };
  expect(optionsFor([own], [], null, now)[0]?.group).toBe('OpenAI — api.openai.com · Only you');
});

test('filters keep what is known to fit; what answers no more is shown when asked for or in use', () => {
  expect(labels([])).toEqual(['gpt-4.1', 'unheard', 'gpt-5.2']);
  expect(labels([], 'c/o1')).toEqual(['gpt-4.1', 'o1', 'unheard', 'gpt-5.2']);
  expect(labels(['gone'])).toEqual(['o1']);
  expect(labels(['reasoning', 'image'])).toEqual(['gpt-5.2']);
  expect(labels(['free'])).toEqual([]);
});

test('a price says what it leaves out, and where it is from', () => {
  expect(priceText(null)).toBe('price unknown');
  expect(priceText(freePrice('it runs here'))).toBe('free');
  expect(priceDetails(freePrice('it runs here'))).toEqual(['Costs nothing: it runs here.']);
  const [first, second, note, source] = priceDetails(openai('gpt-6-luna').price);
  expect(first).toBe('Per million tokens $0.10 in, $0.50 out, $0.01 for cached input.');
  expect(second).toBe(`A prompt of more than ${count(272_000)} tokens: $0.20 in, $0.75 out.`);
  expect(note).toMatch(/cache is billed/);
  expect(source).toMatch(/^As known on .*2026, from developers\.openai\.com/);
});

test('the last day is told by the day where the person is', () => {
  const model = openai('gpt-5');
  expect(todayOf(new Date(2026, 0, 5))).toBe('2026-01-05');
  expect(shutdownText(model, '2026-12-10')).toMatch(/^shuts down on /);
  expect(shutdownText(model, '2026-12-11')).toMatch(/^shut down on /);
  expect(shutdownText(openai('unheard'), '2026-12-11')).toBeNull();
});
