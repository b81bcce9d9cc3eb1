import { expect, test } from 'vitest';
import { createLineTap } from './line-tap.ts';

const bytes = Buffer.from('data: {"a":"ä😀"}\r\n\r\n: ping\n{"key":"sk-12345678"}\nlast');
const expected = ['data: {"a":"ä😀"}', ': ping', '{"key":"[key]"}', 'last'];

function tapped(chunks: Buffer[], most = Infinity): string[] {
  const lines: string[] = [];
  const tap = createLineTap((line) => lines.push(line) < most, 'sk-12345678');
  for (const chunk of chunks) tap.feed(chunk);
  tap.end();
  return lines;
}

test('lines come as they were sent but for the key, wherever the bytes are cut', () => {
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(tapped([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
});

test('it stops when told enough', () => {
  expect(tapped([bytes], 2)).toEqual(expected.slice(0, 2));
});

test('a line without an end is cut', () => {
  const piece = Buffer.alloc(128 * 1024, 'x');
  expect(tapped([piece, piece, piece, piece])[0]).toHaveLength(256 * 1024);
});
