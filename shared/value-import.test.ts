import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Variable } from '#shared/prompt-fields';
import { typedVariable } from './prompt-content.ts';
import { guessMeanings, importValues, readValue } from './value-import.ts';

const variable = (name: string, more: Partial<Variable> = {}): Variable => ({
  ...typedVariable(name),
  ...more
});
const dish = variable('dish');
const guests = variable('guests', { type: 'number' });
const vegan = variable('is_vegan', { type: 'boolean', required: false });
const tone = variable('tone', { type: 'select', options: ['warm', 'dry'], default: 'dry' });
const all = [dish, guests, vegan, tone];

test('columns find their variables by name, however they are spelt, and each only once', () => {
  expect(guessMeanings(['Title', 'DISH', '{{guests}}', 'Is vegan', 'price'], all)).toEqual([
    'name',
    { variable: 'dish' },
    { variable: 'guests' },
    { variable: 'is_vegan' },
    null
  ]);
  expect(guessMeanings(['Dish', 'dish'], all)).toEqual([null, { variable: 'dish' }]);
  expect(guessMeanings(['name'], [variable('name')])).toEqual([{ variable: 'name' }]);
});

test('each row becomes a set of typed values, and what does not fit is said by row and column', () => {
  const table = {
    header: ['name', 'dish', 'guests', 'vegan', 'price'],
    rows: [
      ['Monday', 'stew', '6', 'yes', '12'],
      ['', 'cake', 'many', '', '9']
    ]
  };
  const meanings = [
    'name' as const,
    ...['dish', 'guests', 'is_vegan'].map((name) => ({ variable: name })),
    null
  ];
  expect(importValues(table, meanings, all)).toEqual({
    sets: [
      { name: 'Monday', values: { dish: 'stew', guests: 6, is_vegan: true } },
      { name: 'Row 2', values: { dish: 'cake' } }
    ],
    problems: [{ row: 2, column: 'guests', sentence: '“many” is not a number.' }],
    unmapped: ['price'],
    unfilled: []
  });
});

test('required variables that no column fills are named', () => {
  const { unfilled } = importValues({ header: ['dish'], rows: [] }, [{ variable: 'dish' }], all);
  expect(unfilled).toEqual(['guests']);
});

test('a choice has to be one of its options', () => {
  expect(readValue(' warm ', tone)).toEqual({ value: 'warm' });
  expect(readValue('angry', tone)).toEqual({ sentence: '“angry” is none of its options.' });
});

test('a value that is read is of its type', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...all), (text, one) => {
      const read = readValue(text, one);
      if (!('value' in read)) return;
      const type = typeof read.value;
      expect(type).toBe(one.type === 'number' || one.type === 'boolean' ? one.type : 'string');
    })
  );
});
