import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SyncedName } from '#shared/collections';
import { documentOf, type SearchDocument } from '#shared/search-document';
import { byRank, passes, scoreOf } from '#shared/search-match';
import { parseSearch } from '#shared/search-query';
import { anyRecords, anySearch } from './testing/any-search';
import { WordIndex } from './word-index';

/** What the rule says, without an index. */
function byRule(documents: SearchDocument[], asked: string) {
  const query = parseSearch(asked);
  const facts = new Map(documents.map((each) => [`${each.collection}/${each.id}`, each.facts]));
  const lookup = (collection: SyncedName, id: string) => facts.get(`${collection}/${id}`);
  return documents
    .flatMap((document) => {
      const score = scoreOf(query, document);
      const { collection, id } = document;
      const isMeant = score !== null && passes(query, collection, document.facts, lookup);
      return isMeant ? [{ score, at: document.facts.at, collection, id }] : [];
    })
    .sort(byRank);
}
const plain = (hits: { score: number; collection: string; id: string }[]) =>
  hits.map(({ score, collection, id }) => [score, collection, id]);

test('the index finds what the rule says, in its order, also after changes and from the cache', () => {
  fc.assert(
    fc.property(
      anyRecords,
      anyRecords,
      fc.array(anySearch, { minLength: 1, maxLength: 6 }),
      (first, second, searches) => {
        let index = new WordIndex();
        const kept = new Map<string, SearchDocument>();
        for (const { collection, record } of [...first, ...second]) {
          const document = documentOf(collection, record);
          index.put(document);
          kept.set(`${collection}/${record.id}`, document);
        }
        for (const { collection, record } of first.slice(0, 3)) {
          index.remove(collection, record.id);
          kept.delete(`${collection}/${record.id}`);
        }
        for (const round of [0, 1]) {
          for (const asked of searches) {
            const wanted = byRule([...kept.values()], asked);
            const found = index.find(parseSearch(asked), 10_000);
            expect(plain(found), `${asked} in round ${round}`).toEqual(plain(wanted));
            const [one] = wanted;
            if (one)
              expect(plain(index.find(parseSearch(asked), 3, one))).toEqual(
                plain(wanted.slice(1, 4))
              );
          }
          const again = new WordIndex();
          for (const segment of index.segments) again.unpack(index.pack(segment));
          index = again;
        }
      }
    ),
    { numRuns: 150 }
  );
});

test('of what was taken out nothing is packed', () => {
  const index = new WordIndex();
  const preset = (id: string, name: string) =>
    documentOf('presets', { id, name, content: null, updatedAt: 1 });
  index.put(preset('a', 'walrus'));
  index.put(preset('b', 'otter'));
  index.remove('presets', 'a');
  const [segment] = index.segments;
  expect(segment && index.pack(segment).words).toBe('otter');
});

test('beyond its room the index takes facts alone, and says whose words are elsewhere', () => {
  const index = new WordIndex(4);
  for (const id of ['a', 'b'])
    index.put(
      documentOf('presets', { id, name: 'Careful', content: 'three more words', updatedAt: 1 })
    );
  expect([...index.partial()].map(({ id }) => id)).toEqual(['b']);
  expect(index.find(parseSearch('more'), 9).map(({ id }) => id)).toEqual(['a']);
  expect(index.find(parseSearch('kind:preset'), 9).map(({ id }) => id)).toEqual(['a', 'b']);
});

test.each([
  ['last', (nth: number) => nth],
  ['first', (nth: number) => 3499 - nth]
])('in many segments, the newest %s, the index finds what the rule says', (_, nthToCome) => {
  const index = new WordIndex();
  const kept = new Map<string, SearchDocument>();
  const add = (nth: number, content: string) => {
    const document = documentOf('presets', { id: `p${nth}`, name: '', content, updatedAt: nth });
    index.put(document);
    kept.set(`presets/p${nth}`, document);
  };
  const words = (nth: number) =>
    [2, 3, 7, 50, 500, 1700].flatMap((each) => (nth % each === 1 ? [`of${each}`] : [])).join(' ');
  for (let come = 0; come < 3500; come++) {
    const nth = nthToCome(come);
    add(nth, `all ${words(nth)} last`);
  }
  for (let nth = 0; nth < 3500; nth += 11) {
    index.remove('presets', `p${nth}`);
    kept.delete(`presets/p${nth}`);
  }
  for (let nth = 0; nth < 300; nth += 7) add(nth, `again ${words(nth + 1)} last`);
  for (const asked of [
    'all',
    'of50',
    'of1700',
    'of7 of50',
    'of500 of1700',
    'of',
    'again of3',
    'of2 -of3',
    '"of7 of50"',
    '"of3 last"',
    '"of1700 last" of2',
    'all -again',
    '"of500 of3"',
    'nowhere'
  ]) {
    const wanted = byRule([...kept.values()], asked);
    for (const most of [3, 10_000])
      expect(plain(index.find(parseSearch(asked), most)), asked).toEqual(
        plain(wanted.slice(0, most))
      );
  }
});
