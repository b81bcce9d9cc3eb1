import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimiters, parseCsv, readCsv, writeCsv } from './csv.ts';

const field = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', 'a', ' ', 'ü') })
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1 })
  );

describe('CSV', () => {
  test('reads back exactly what was written, with any delimiter', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...delimiters), (records, delimiter) => {
        const read = parseCsv(writeCsv(records, delimiter), delimiter);
        expect('records' in read && read.records.map(({ fields }) => fields)).toEqual(records);
      })
    );
  });

  test('never breaks the reader, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), field), (text) => {
        const read = readCsv(text);
        if ('error' in read) expect(read.error).toMatch(/\.$/);
        else expect(read.rows.every((row) => row.length === read.header.length)).toBe(true);
      })
    );
  });

  test('is read with a byte order mark, either line ending and no last line ending', () => {
    const rows = [
      ['Ada', 'Rome'],
      ['Bo', 'Oslo']
    ];
    for (const text of [
      '\uFEFFname,city\r\nAda,Rome\r\nBo,Oslo',
      'name,city\nAda,Rome\n\nBo,Oslo\n'
    ])
      expect(readCsv(text)).toEqual({ delimiter: ',', header: ['name', 'city'], rows });
  });

  test('finds the delimiter by the header, past quotes', () => {
    const of = (text: string) => {
      const read = readCsv(text);
      return 'error' in read ? read.error : read.delimiter;
    };
    expect(of('a;b\n1;2')).toBe(';');
    expect(of('a\tb\n1\t2')).toBe('\t');
    expect(of('"a,b,c";d\n1;2')).toBe(';');
    expect(of('only\none')).toBe(',');
  });

  test('keeps quotes, delimiters and line breaks inside quotes, and fills short lines', () => {
    const read = readCsv('a,b,c\n"one, ""two""","x\ny"\n');
    expect(read).toMatchObject({ rows: [['one, "two"', 'x\ny', '']] });
  });

  test('says what is wrong and in which line', () => {
    const said = (text: string) => readCsv(text);
    expect(said('  \n')).toEqual({ error: 'This file is empty.' });
    expect(said('PK\u0003\0')).toHaveProperty('error', expect.stringContaining('not a text file'));
    expect(said('a,b\n')).toHaveProperty('error', expect.stringContaining('nothing below'));
    expect(said('a,a\n1,2')).toHaveProperty('error', expect.stringContaining('“a”'));
    expect(said('a,b\n1,"2\n3')).toEqual({
      error: 'The quotes that open in line 2 are never closed.'
    });
    expect(said('a,b\n"x\ny",1\n"1"x,2')).toHaveProperty('error', expect.stringMatching(/line 4/));
    expect(said('a,b\n1,2,3')).toHaveProperty(
      'error',
      expect.stringMatching(/Line 2 has 3 .* 2\./)
    );
  });

  test('of ten thousand lines is read at once', () => {
    const records = Array.from({ length: 10_000 }, (_, at) => [`${at}`, 'a, "b"', 'c\nd', 'plain']);
    const began = performance.now();
    const read = readCsv(writeCsv([['n', 'x', 'y', 'z'], ...records]));
    expect('rows' in read && read.rows.length).toBe(10_000);
    expect(performance.now() - began).toBeLessThan(1500);
  });
});
