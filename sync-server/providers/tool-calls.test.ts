import { expect, test } from 'vitest';
import { createToolCalls } from './tool-calls.ts';

function collect(pieces: [id: string, index: number | null, name: string, text: string][]) {
  const tools = createToolCalls();
  const deltas = [...pieces.flatMap((piece) => tools.add(...piece)), ...tools.rest()];
  const calls = new Map<string, string>();
  for (const { text, call } of deltas)
    calls.set(call?.id ?? '', `${calls.get(call?.id ?? '') ?? ''}${call?.name ?? ''}${text}`);
  return Object.fromEntries(calls);
}

test('an index alone says which call goes on', () => {
  expect(
    collect([
      ['a', 0, 'f', ''],
      ['b', 1, 'g', ''],
      ['', 0, '', '{1'],
      ['', 1, '', '{2'],
      ['', 0, '', '}'],
      ['', 1, '', '}']
    ])
  ).toEqual({ a: 'f{1}', b: 'g{2}' });
});

test('new ids that all have index 0 are calls of their own', () => {
  expect(
    collect([
      ['a', 0, 'f', '{1}'],
      ['b', 0, 'g', '{2}'],
      ['', 0, '', '!']
    ])
  ).toEqual({ a: 'f{1}', b: 'g{2}!' });
});

test('without id and index the latest call goes on', () => {
  expect(
    collect([
      ['a', null, 'f', '{'],
      ['', null, '', '}']
    ])
  ).toEqual({ a: 'f{}' });
});

test('a server that repeats the id goes on with it', () => {
  expect(
    collect([
      ['a', 0, 'f', '{'],
      ['a', 0, '', '}']
    ])
  ).toEqual({ a: 'f{}' });
});

test('calls without ids get one, and calls without arguments are told at the end', () => {
  expect(collect([['', 0, 'f', '']])).toEqual({ call_0: 'f{}' });
});

test('without ids and all at index 0, a name after whole arguments begins the next call', () => {
  expect(
    collect([
      ['', 0, 'f', '{"a":1}'],
      ['', 0, 'f', '{"b":'],
      ['', 0, 'f', '{}}'],
      ['', 0, 'g', '']
    ])
  ).toEqual({ call_0: 'f{"a":1}', call_1: 'f{"b":{}}', call_2: 'g{}' });
});

test('whole calls are each a new one, also where ids repeat or look like ours', () => {
  const tools = createToolCalls();
  const told = [
    tools.whole('call_1', 'f', '{"a":1}'),
    tools.whole('', 'f', '{"a":2}'),
    tools.whole('call_1', 'g', '{}')
  ].flat();
  expect(told.map(({ call, text }) => `${call?.id} ${call?.name} ${text}`)).toEqual([
    'call_1 f {"a":1}',
    'call_2 f {"a":2}',
    'call_3 g {}'
  ]);
  expect(tools.any()).toBe(true);
  expect(tools.rest()).toEqual([]);
});
