import { expect, test } from 'vitest';
import { decode, readTable } from './read-table';

test('a table is read in the encoding its spreadsheet saved it in', async () => {
  const text = 'dish,city\nKäse,Zürich\n';
  const utf16 = new Uint8Array([0xff, 0xfe, ...[...text].flatMap((one) => [one.charCodeAt(0), 0])]);
  const ansi = Uint8Array.from([...text].map((one) => one.charCodeAt(0)));
  for (const bytes of [new TextEncoder().encode(`\uFEFF${text}`), utf16, ansi])
    expect(await readTable(new Blob([bytes]))).toMatchObject({
      header: ['dish', 'city'],
      rows: [['Käse', 'Zürich']]
    });
});

test('a file that is no table is refused in a sentence', async () => {
  expect(await readTable(new Blob([new Uint8Array([80, 75, 3, 4, 0, 0])]))).toHaveProperty('error');
  expect(decode(new Uint8Array())).toBe('');
});
