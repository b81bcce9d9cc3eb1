/**
 * How well a query matches a text: 0 = not at all; more is better. Letters have to come in order; a
 * run of neighbours and the beginnings of words count more, so that "np" finds "New prompt" first.
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = query.toLocaleLowerCase().replace(/\s+/g, '');
  const given = text.toLocaleLowerCase();
  if (wanted === '') return 1;
  const plain = given.indexOf(query.toLocaleLowerCase().trim());
  if (plain >= 0) return 200 - Math.min(plain, 50) + (startsWord(given, plain) ? 100 : 0);

  let score = 0;
  let at = 0;
  let previous = -2;
  for (const letter of wanted) {
    const found = next(given, letter, at);
    if (found < 0) return 0;
    score += 1 + (found === previous + 1 ? 3 : 0) + (startsWord(given, found) ? 6 : 0);
    previous = found;
    at = found + 1;
  }
  return score + Math.max(0, 10 - (given.length - wanted.length) / 8);
}

/** The next beginning of a word with this letter if there is one near, else the next letter. */
function next(text: string, letter: string, from: number): number {
  const first = text.indexOf(letter, from);
  if (first < 0 || first === from || startsWord(text, first)) return first;
  for (let at = text.indexOf(letter, first + 1); at >= 0; at = text.indexOf(letter, at + 1))
    if (startsWord(text, at)) return at;
  return first;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s\-–—_/.:(“"]/.test(text[at - 1]!);
}

/** The items that match, best first; equal ones keep their order. */
export function fuzzySort<Item>(
  query: string,
  items: Item[],
  textOf: (item: Item) => string
): Item[] {
  return items
    .map((item) => ({ item, score: fuzzyScore(query, textOf(item)) }))
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((each) => each.item);
}
