import { expect, test } from 'vitest';
import { previewOf } from './revision-preview';

const start = 'A recipe for soup with salt and much more.';

test('a preview shows where a text begins to differ from its neighbour', () => {
  expect(previewOf(`${start} Serve hot.`, `${start} Serve cold.`)).toBe(
    '…salt and much more. Serve hot.'
  );
  expect(previewOf('Soup.', 'Stew.')).toBe('Soup.');
});

test('of a text its neighbour goes on from it shows the end, and of the only one the beginning', () => {
  expect(previewOf(start, `${start} Serve hot.`)).toBe('…soup with salt and much more.');
  expect(previewOf(start, undefined)).toBe(start);
});

test('a text of nothing but space says that it is empty', () => {
  expect(previewOf(' \n', 'Soup.')).toBe('Empty');
});
