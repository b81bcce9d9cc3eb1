import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createErrorField } from './error-field.ts';

function read(pieces: string[]): string {
  const reader = createErrorField();
  return pieces.map((piece) => reader.read(piece)).join('') + reader.rest();
}

test.each([
  ['error: {"a":1}\n\n', 'event: error\ndata: {"a":1}\n\n'],
  [
    'data: 1\n\nerror:{}\r\n\r\nerror: 2\n',
    'data: 1\n\nevent: error\ndata:{}\r\n\r\nevent: error\ndata: 2\n'
  ],
  ['data: an error: here\n\n', 'data: an error: here\n\n'],
  ['event: error\ndata: x\n\n', 'event: error\ndata: x\n\n'],
  ['data: x\nerr', 'data: x\nerr'],
  ['e', 'e'],
  ['', '']
])('%j is read as %j', (text, expected) => {
  expect(read([text])).toBe(expected);
});

test('the same is read however the text is cut', () => {
  const piece = fc.constantFrom('error:', 'err', 'or:', 'e', '\n', '\r', ' x', 'data: ', 'event: ');
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(7)), (parts, cuts) => {
      const text = parts.join('');
      const pieces: string[] = [];
      let at = 0;
      for (const size of cuts) {
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      pieces.push(text.slice(at));
      expect(read(pieces)).toBe(read([text]));
    }),
    { numRuns: 500 }
  );
});
