import { describe, expect, test } from 'vitest';
import { readBlocks } from './blocks';
import { inlineMath } from './math-tokens';
import { renderToken } from './render';
import { typeset } from './typeset';

const htmlOf = (text: string) =>
  readBlocks(text)
    .items.map((block) => (block.kind === 'markup' ? renderToken(block.token, typeset).html : ''))
    .join('');

describe('what stands between two dollars', () => {
  test.each([
    'It costs $5 and $6.',
    'From $5 to $10 a month',
    'US$5, AU$6',
    '$5-$6',
    'You pay $5 and get 6$ back',
    'a $ b $ c',
    'echo $HOME and $PATH',
    '$1,000 vs. $2,000'
  ])('is money or a name in “%s”', (text) => {
    expect(htmlOf(text)).not.toContain('<math');
  });

  test.each(['$x$', '$x^2 + y^2$', '$2x + 1 = 5$', '$\\frac{1}{2}$', '$5$', '\\(a\\)', '$$x$$'])(
    'is a formula in “%s”',
    (text) => {
      expect(htmlOf(`It is ${text}, see.`)).toContain('<math');
    }
  );

  test('is left alone in code', () => {
    expect(htmlOf('`$x$`')).not.toContain('<math');
  });
});

test('a formula on lines of its own is set as one', () => {
  expect(htmlOf('Before\n\n$$\n\\int_0^1 x\n$$\n\nAfter')).toContain('display="block"');
  expect(htmlOf('\\[\na = b\n\\]')).toContain('display="block"');
});

test('TeX that cannot be read stands there as it was written', () => {
  expect(htmlOf('$\\frac{1$')).toContain('<code>$\\frac{1$</code>');
  expect(htmlOf('$\\def\\a{\\a\\a}\\a$')).not.toContain('<math');
});

test('TeX leads nowhere and fetches nothing', () => {
  const html = htmlOf(
    '$\\href{javascript:1}{x}$ $\\url{https://e.test}$ $\\includegraphics{https://e.test/i.png}$'
  );
  expect(html).not.toMatch(/href=|src=|<img/);
});

test('a formula ends where its line does', () => {
  expect(inlineMath('$a\nb$')).toBeNull();
});
