import { expect, test } from 'vitest';
import { columnTitles } from './column-titles';

const run = (id: string, promptId: string | null) => ({ id, promptId });
const numberOf = (id: string) => ({ a: 1, b: 2, c: 1 })[id] ?? null;
const titleOf = (id: string) => ({ p: 'Pasta', l: 'Letter' })[id] ?? null;

test('columns of one prompt are called by their numbers', () => {
  expect(columnTitles([run('a', 'p'), run('b', 'p')], numberOf, titleOf)).toEqual([
    'Run 1',
    'Run 2'
  ]);
});

test('columns of several prompts are told apart by the prompts’ titles', () => {
  expect(columnTitles([run('a', 'p'), run('c', 'l')], numberOf, titleOf)).toEqual([
    'Pasta · run 1',
    'Letter · run 1'
  ]);
});

test('a column without number or prompt still has a name of its own', () => {
  expect(columnTitles([run('x', null), run('y', 'p')], numberOf, titleOf)).toEqual([
    'Column 1',
    'Pasta'
  ]);
  expect(columnTitles([run('a', 'gone'), run('c', 'l')], numberOf, titleOf)).toEqual([
    'Run 1',
    'Letter · run 1'
  ]);
});
