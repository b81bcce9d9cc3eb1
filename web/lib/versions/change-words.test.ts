import { expect, test } from 'vitest';
import { configWords, listWords, schemaWords } from './change-words';

const say = (words: ReturnType<typeof configWords>) =>
  words.map(({ label, before, after, kind }) =>
    [
      label,
      kind === 'changed' ? `${before} → ${after}` : `${kind} ${after ?? before ?? ''}`.trim()
    ].join(' ')
  );

test('parameters are told by their names on the panel', () => {
  expect(
    say(
      configWords([
        { path: ['temperature'], before: 0.7, after: 1 },
        { path: ['seed'], before: 3, after: null },
        { path: ['extra', 'top_a'], before: undefined, after: 0.2 },
        { path: ['stopSequences'], before: ['#'], after: undefined }
      ])
    )
  ).toEqual([
    'temperature 0.7 → 1',
    'seed 3 → not sent',
    'raw parameters top_a added 0.2',
    'stop sequences removed ["#"]'
  ]);
});

test('a variable that came or went is told by its name, a changed one by what changed', () => {
  expect(
    say(
      listWords({
        changes: [
          { path: ['dish'], before: undefined, after: { name: 'dish' } },
          { path: ['guests', 'required'], before: false, after: true }
        ],
        order: { before: ['a', 'b'], after: ['b', 'a'] }
      })
    )
  ).toEqual(['dish added', 'guests required no → yes', 'order a, b → b, a']);
});

test('a schema that is new is one change', () => {
  expect(say(schemaWords([{ path: [], before: null, after: { type: 'object' } }]))).toEqual([
    'schema added'
  ]);
  expect(say(schemaWords([{ path: ['type'], before: 'object', after: 'array' }]))).toEqual([
    'type object → array'
  ]);
});
