import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBlockReader, noBlocks, readBlocks, type Blocks } from './blocks';

const pieces = fc.constantFrom(
  ...['# Title\n', '\n', 'words of a line ', 'more\n', '- item\n', '  - inner\n', '1. one\n'],
  ...['```ts\n', 'let a = 1;\n', '```\n', '> quote\n', '| a | b |\n', '|---|---|\n', '| 1 | 2 |\n'],
  ...['===\n', '---\n', '$$\n', 'x^2\n', '$y$ ', '<b>raw</b>\n', '    indented\n', '\r\n', '~~~\n']
);

/** Without blank stretches, which look like nothing wherever they are counted. */
const sources = ({ items }: Blocks) =>
  items
    .filter((block) => block.raw.trim() !== '')
    .map(({ kind, raw }) => [kind, raw.trimEnd()] as const);

test('a text that grows piece by piece reads like the whole, but for what was cut before it ended', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      let blocks = noBlocks;
      let text = '';
      for (const part of parts) blocks = readBlocks((text += part), blocks);
      const whole = readBlocks(text);
      expect(blocks.items.map(({ raw }) => raw).join('')).toBe(
        whole.items.map(({ raw }) => raw).join('')
      );
      expect(blocks.text).toBe(text.replace(/\r\n?/g, '\n'));
    })
  );
});

test('paragraphs, lists, tables and code come out the same however they came', () => {
  const text =
    'Intro\n\n- a\n\n- b\n  - c\n\nThen\n===\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nlet a = 1;\n\nb();\n```\n\nEnd $x^2$.';
  for (let size = 1; size < 9; size += 1) {
    let blocks = noBlocks;
    for (let to = size; to < text.length + size; to += size)
      blocks = readBlocks(text.slice(0, to), blocks);
    expect(sources(blocks)).toEqual(sources(readBlocks(text)));
  }
});

test('what stands before the last block is kept as it is, not read again', () => {
  const first = readBlocks('One.\n\nTwo');
  const second = readBlocks('One.\n\nTwo and more', first);
  expect(second.items[0]).toBe(first.items[0]);
});

test('code knows its language, and nothing else gets through with it', () => {
  expect(readBlocks('```ts"><script>\nx\n```').items[0]).toMatchObject({
    kind: 'code',
    language: 'ts',
    code: 'x'
  });
});

test('a text that became another one is read anew', () => {
  const before = readBlocks('One.\n\nTwo');
  expect(sources(readBlocks('Other', before))).toEqual([['markup', 'Other']]);
});

test('once a text has ended it reads like the whole, and what came out the same is kept', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const read = createBlockReader();
      let text = '';
      for (const part of parts) read((text += part), true);
      const live = read(text, true);
      const ended = read(text, false);
      expect(ended).toEqual(readBlocks(text));
      for (const [at, block] of live.items.entries())
        if (block.raw === ended.items[at]?.raw && block.kind === 'code')
          expect(ended.items[at]).toBe(block);
    })
  );
  const read = createBlockReader();
  const [first] = read('One [a].\n\nTwo', true).items;
  expect(read('One [a].\n\nTwo.', false).items[0]).toBe(first);
  expect(read('One [a].\n\nTwo.\n\n[a]: https://a.example', false).items[0]).not.toBe(first);
});
