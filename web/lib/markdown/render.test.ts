import { expect, test } from 'vitest';
import { readBlocks } from './blocks';
import { hostOf, renderToken } from './render';

const htmlOf = (text: string) =>
  readBlocks(text)
    .items.map((block) => (block.kind === 'markup' ? renderToken(block.token, null).html : ''))
    .join('');

test('raw HTML is shown as the text it is', () => {
  expect(htmlOf('<img src=x onerror=a()>')).toContain('&lt;img src=x onerror=a()&gt;');
  expect(htmlOf('a <b>bold</b> word')).toContain('&lt;b&gt;bold&lt;/b&gt;');
});

test('a picture is a link that says where it would come from', () => {
  const html = htmlOf('![a cat](https://cats.test/1.png)');
  expect(html).not.toContain('<img');
  expect(html).toContain('Image “a cat” from cats.test</a>');
  expect(htmlOf('![x](data:image/png;base64,AA)')).not.toMatch(/<img|<a/);
});

test('only addresses of the web have a host', () => {
  expect(hostOf('https://a.test:8080/x')).toBe('a.test:8080');
  for (const address of ['javascript:1', '//a.test/x', 'x.png', 'file:///x', ''])
    expect(hostOf(address)).toBeNull();
});

test('a formula waits for the code that sets it', () => {
  const [block] = readBlocks('It is $x$.').items;
  if (block?.kind !== 'markup') throw new Error('Not a paragraph.');
  expect(renderToken(block.token, null)).toMatchObject({ wantsMath: true });
});

test('code inside a list is given apart, to be shown like all code', () => {
  const [block] = readBlocks('1. Write\n   ```python\n   a < b\n   ```\n2. Run').items;
  if (block?.kind !== 'markup') throw new Error('Not a list.');
  const { html, codes } = renderToken(block.token, null);
  expect(codes).toEqual([{ code: 'a < b', language: 'python' }]);
  expect(html.match(/<pre>/g)).toHaveLength(1);
  expect(html).toContain('a &lt; b');
});
