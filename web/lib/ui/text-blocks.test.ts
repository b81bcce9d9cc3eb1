import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocksOf } from './text-blocks';
import type { TextBlocks } from './text-blocks';

const line = fc.integer({ min: 0, max: 900 }).map((length) => 'x'.repeat(length));
const written = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
const joined = ({ done, rest }: TextBlocks) => [...done, rest].join('\n');

test('the blocks of a text are the text, however it came', () => {
  fc.assert(
    fc.property(written, fc.array(fc.nat(20_000)), (text, cuts) => {
      let blocks = blocksOf('');
      for (const cut of [...cuts.sort((a, b) => a - b), text.length])
        blocks = blocksOf(text.slice(0, cut), blocks);
      expect(joined(blocks)).toBe(text);
      expect(blocks.done).toEqual(blocksOf(text).done);
    })
  );
});

test('a block that is closed stays as it is while the text grows', () => {
  fc.assert(
    fc.property(written, written, (text, more) => {
      const before = blocksOf(text);
      const after = blocksOf(text + more, before);
      expect(after.done.slice(0, before.done.length)).toEqual(before.done);
    })
  );
});

test('another text is parted afresh', () => {
  const before = blocksOf('a\n'.repeat(2000));
  expect(joined(blocksOf('b', before))).toBe('b');
});
