import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillTemplate, isVariableName, placeholdersIn, variableNames } from '#shared/template';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/);

test('a variable is two braces around a name, with blanks or without', () => {
  expect(placeholdersIn('For {{dish}} and {{ guests }}.')).toEqual([
    { name: 'dish', from: 4, to: 12 },
    { name: 'guests', from: 17, to: 29 }
  ]);
});

test('names may be of any script and hold digits, dots and dashes after the first letter', () => {
  expect(variableNames(['{{größe}} {{名前}} {{user.first-name}} {{_x1}}'])).toEqual([
    'größe',
    '名前',
    'user.first-name',
    '_x1'
  ]);
});

test('what is no name between braces is plain text', () => {
  for (const text of ['{{}}', '{{1st}}', '{{a b}}', '{{#if x}}', '{ {x}}', '{{x}', '{{a\nb}}'])
    expect(placeholdersIn(text)).toEqual([]);
  expect(isVariableName('a b')).toBe(false);
});

test('a backslash makes the braces plain text, and goes away', () => {
  expect(placeholdersIn(String.raw`\{{dish}}`)).toEqual([]);
  expect(fillTemplate(String.raw`\{{dish}} {{dish}}`, new Map([['dish', 'soup']]))).toBe(
    '{{dish}} soup'
  );
});

test('names are met once, in the order of the texts', () => {
  expect(variableNames(['{{b}} {{a}}', '{{a}} {{c}} {{b}}'])).toEqual(['b', 'a', 'c']);
});

test('what a value brings is never read as a variable or as a pattern', () => {
  fc.assert(
    fc.property(name, fc.string(), fc.string(), (variable, value, rest) => {
      const around = rest.replaceAll(/[{}\\]/g, '');
      const filled = fillTemplate(
        `${around}{{${variable}}}${around}`,
        new Map([[variable, value]])
      );
      expect(filled).toBe(around + value + around);
    })
  );
});

test('the places found are exactly what stands there, and nothing else is touched', () => {
  const piece = fc.oneof(
    name.map((one) => `{{${one}}}`),
    fc.constantFrom('{{', '}}', String.raw`\{{`, '{', '}', 'a', ' ', '\n', '😀')
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let end = 0;
      for (const found of placeholdersIn(text)) {
        expect(found.from).toBeGreaterThanOrEqual(end);
        expect(text.slice(found.from, found.to)).toMatch(/^\{\{.*\}\}$/);
        expect(isVariableName(found.name)).toBe(true);
        end = found.to;
      }
      const unfilled = fillTemplate(text, new Map());
      expect(unfilled).toBe(text.replaceAll(String.raw`\{{`, '{{'));
    })
  );
});

test('a hundred thousand open braces come to an end', () => {
  expect(placeholdersIn('{{a '.repeat(100_000))).toEqual([]);
});
