/** A text in blocks, each of whole lines: joined by newlines they are the text again. */
export interface TextBlocks {
  text: string;
  /** Blocks that stay as they are while the text grows at its end. */
  done: readonly string[];
  /** Where `rest` begins in `text`. */
  at: number;
  rest: string;
}

/** A block is closed at the first end of a line after so many characters. */
const least = 1500;

const none: TextBlocks = { text: '', done: [], at: 0, rest: '' };

/**
 * Parts a text so that, as it grows, only its last block is laid out and painted anew. `before` is the
 * answer for an earlier state of the text; where this text does not continue it, all is parted afresh.
 */
export function blocksOf(text: string, before: TextBlocks = none): TextBlocks {
  const known = text.startsWith(before.text) ? before : none;
  const done = [...known.done];
  let { at } = known;
  for (;;) {
    const end = text.indexOf('\n', at + least);
    if (end < 0) break;
    done.push(text.slice(at, end));
    at = end + 1;
  }
  return { text, done, at, rest: text.slice(at) };
}
