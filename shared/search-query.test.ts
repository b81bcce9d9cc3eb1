import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf } from '#shared/search-excerpt';
import { filterNames, isEmptyQuery, parseSearch, quotedValue } from '#shared/search-query';
import { foldedText, placedWords, wordsOf } from '#shared/search-words';

const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '-',
          '"',
          ' ',
          ':',
          'tag:',
          'cost:>',
          'before:',
          'in:"',
          '0.01',
          '2026-02-30'
        ),
        fc.string({ maxLength: 8 })
      ),
      { maxLength: 12 }
    )
    .map((parts) => parts.join(''))
);

test('words have neither case nor accents, and of a script without spaces each character is one', () => {
  expect(wordsOf('Crème BRÛLÉE, gpt-4o!')).toEqual(['creme', 'brulee', 'gpt', '4o']);
  expect(wordsOf('Straße STRASSE ΟΔΟΣ οδος ﬁne')).toEqual([
    'strasse',
    'strasse',
    'οδοσ',
    'οδοσ',
    'fine'
  ]);
  // Case in one direction only; found by the property below, seed 1659673276.
  expect(wordsOf('GROẞ groß GROSS')).toEqual(['gross', 'gross', 'gross']);
  expect(wordsOf('㍍')).toHaveLength(4);
  expect(wordsOf('東京タワー2')).toEqual(['東', '京', 'タ', 'ワ', 'ー2']);
  expect(foldedText('Näïve-Draft')).toBe('naive draft');
});

test('a word of words is itself, and each stands where it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const words = wordsOf(text);
      expect(wordsOf(words.join(' '))).toEqual(words);
      for (const { word, from, to } of placedWords(text)) {
        expect(wordsOf(text.slice(from, to))).toContain(word);
        expect(word.length).toBeLessThanOrEqual(64);
      }
      expect(placedWords(text).map(({ word }) => word)).toEqual(words);
    }),
    { numRuns: 500 }
  );
});

test('words, phrases and exclusions are told apart', () => {
  const { terms, without, hints } = parseSearch('Cats "big dogs" -birds -“old news” gpt-4');
  expect(terms).toEqual([
    { words: ['cats'], isOpen: true },
    { words: ['big', 'dogs'], isOpen: false },
    { words: ['gpt', '4'], isOpen: true }
  ]);
  expect(without).toEqual([
    { words: ['birds'], isOpen: true },
    { words: ['old', 'news'], isOpen: false }
  ]);
  expect(hints).toEqual([]);
});

test('filters are read with their values, also quoted ones and excluded ones', () => {
  const { filters, withoutFilters, terms } = parseSearch(
    'tag:Draft in:"My Project" -status:failed cost:>0.01 rating:1 before:2026-03 after:2026-02-01'
  );
  expect(filters).toEqual([
    { name: 'tag', value: 'draft' },
    { name: 'in', value: 'my project' },
    { name: 'cost', compare: '>', number: 0.01 },
    { name: 'rating', compare: '=', number: 1 },
    { name: 'before', at: Date.UTC(2026, 2, 1) },
    { name: 'after', at: Date.UTC(2026, 1, 1) }
  ]);
  expect(withoutFilters).toEqual([{ name: 'status', value: 'failed' }]);
  expect(terms).toEqual([]);
});

test('a day begins where the asker is', () => {
  const [filter] = parseSearch('after:2026-11-21', 60).filters;
  expect(filter).toEqual({ name: 'after', at: Date.UTC(2026, 10, 20, 23) });
});

test('what is not understood is searched as words, and a hint says so', () => {
  const unknown = parseSearch('colour:red');
  expect(unknown.terms).toEqual([{ words: ['colour', 'red'], isOpen: true }]);
  expect(unknown.hints).toEqual(['There is no filter colour: so its words were searched.']);
  const wrong = parseSearch('before:2026-02-30');
  expect(wrong.terms).toEqual([{ words: ['before', '2026', '02', '30'], isOpen: true }]);
  expect(wrong.hints).toHaveLength(1);
  expect(parseSearch('https://example.com').hints).toEqual([]);
  expect(isEmptyQuery(parseSearch('tag: … -'))).toBe(true);
});

test('reading never fails, and its pieces are stretches of what was typed', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const { pieces, terms, without } = parseSearch(text);
      let end = 0;
      for (const piece of pieces) {
        expect(piece.from).toBeGreaterThanOrEqual(end);
        expect(text.slice(piece.from, piece.to)).toContain(piece.value);
        end = piece.to;
      }
      expect(end).toBeLessThanOrEqual(text.length);
      for (const { words } of [...terms, ...without]) expect(words.length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 }
  );
});

test('a value that is completed is read as it was', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('tag', 'by', 'model', 'in'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      (name, value) => {
        fc.pre(foldedText(value) !== '');
        const { filters } = parseSearch(`${name}:${quotedValue(value)}`);
        expect(filters).toEqual([{ name, value: foldedText(value) }]);
      }
    )
  );
  expect(filterNames).toContain('tag');
});

test('an excerpt shows what was found, in one line, and says where', () => {
  const text = `${'Nothing here.\n'.repeat(40)}The Crème brûlée was burnt, and the cat left. ${'More. '.repeat(60)}`;
  const { text: shown, ranges } = excerptOf(text, parseSearch('creme cat'));
  expect(ranges.map(([from, to]) => shown.slice(from, to))).toEqual(['Crème', 'cat']);
  expect(shown).toMatch(/^….*…$/);
  expect(shown).not.toContain('\n');
});

test('excerpts of anything keep their ranges in order and within the text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('alpha', 'Beta', 'gämma', '東京', '💡', '\n', 'x'.repeat(300)), {
        maxLength: 80
      }),
      fc.constantFrom('alpha', 'be', '"beta gamma"', 'gam -alpha', '東京', 'x'),
      (parts, asked) => {
        const { text, ranges } = excerptOf(parts.join(' '), parseSearch(asked), 60);
        let end = 0;
        for (const [from, to] of ranges) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        expect(text.isWellFormed()).toBe(true);
      }
    )
  );
});
