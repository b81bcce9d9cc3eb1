import type { CommentAnchor } from '#shared/comment-fields';
import { anchorAt } from '#shared/comment-anchor';
import type { CommentedText } from './comments';
import { sameWords } from './shown-words';
import type { Stretch } from './shown-words';

/** Where a text that can be commented on is shown: an attribute with the name of its field. */
export const fieldAttribute = 'data-comment-field';

/** How an anchor names the text of a message. */
export const messageField = (id: string) => `message:${id}`;
export const messageOf = (field: string) =>
  field.startsWith('message:') ? field.slice('message:'.length) : null;

/** The words that are selected on the page, as an anchor; `null` where they are in none of these texts. */
export function anchorOfSelection(
  selection: Selection | null,
  texts: readonly CommentedText[]
): CommentAnchor | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  // Three clicks select up to the beginning of what follows, which may be another text.
  const at = range.startContainer;
  const within = at instanceof Element ? at : at.parentElement;
  const element = within?.closest(`[${fieldAttribute}]`);
  const field = element?.getAttribute(fieldAttribute);
  const known = texts.find((one) => one.field === field);
  if (element && known) {
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const from = before.toString().length;
    const quote = range.toString();
    if (known.text.slice(from, from + quote.length) === quote)
      return withField(anchorAt(known.text, from, from + quote.length), known.field);
    const shown = shownIn(element);
    const selected = selectedOf(shown, range);
    const place = selected && sameWords(shown.text, known.text, selected);
    if (place) return withField(anchorAt(known.text, place.from, place.to), known.field);
  }
  // Shown in another form than it is written: found by its words, if they stand there once.
  const words = selection.toString().trim();
  for (const { field: name, text } of known ? [known] : texts) {
    const from = words === '' ? -1 : text.indexOf(words);
    if (from >= 0) return withField(anchorAt(text, from, from + words.length), name);
  }
  return null;
}

function withField(anchor: ReturnType<typeof anchorAt>, field: string): CommentAnchor | null {
  return anchor && { ...anchor, field, versionId: null };
}

/** Where words of a text stand in what shows it, also in another form; `null` where they are not shown so. */
export function rangeOfWords(
  element: Element,
  text: string,
  { from, to }: { from: number; to: number }
): Range | null {
  const words = text.slice(from, to);
  const range = rangeIn(element, from, to);
  if (range?.toString() === words) return range;
  const shown = shownIn(element);
  const place = sameWords(text, shown.text, { from, to });
  if (place) return rangeOf(shown, place);
  const at = (element.textContent ?? '').indexOf(words);
  return at < 0 ? null : rangeIn(element, at, at + words.length);
}

/** The stretch `[from, to)` of an element's text, in UTF-16 code units; `null` where it is not that long. */
function rangeIn(element: Element, from: number, to: number): Range | null {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (!begun && from < at + length) {
      range.setStart(node, from - at);
      begun = true;
    }
    if (begun && to <= at + length) {
      range.setEnd(node, to - at);
      return range;
    }
    at += length;
  }
  return null;
}

/** What an element shows of a text: its pieces with a line between any two, so that words stay apart. */
interface Shown {
  text: string;
  pieces: { node: Node; from: number; length: number }[];
}

/** Without the headings of code, which are ours. */
function shownIn(element: Element): Shown {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const shown: Shown = { text: '', pieces: [] };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest('figcaption')) continue;
    const words = node.nodeValue ?? '';
    shown.pieces.push({ node, from: shown.text.length, length: words.length });
    shown.text += `${words}\n`;
  }
  return shown;
}

function selectedOf({ pieces }: Shown, range: Range): Stretch | null {
  const stretches = pieces.flatMap(({ node, from, length }) => {
    if (!range.intersectsNode(node)) return [];
    const begin = node === range.startContainer ? range.startOffset : 0;
    const end = node === range.endContainer ? range.endOffset : length;
    return end > begin ? [{ from: from + begin, to: from + end }] : [];
  });
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first && last ? { from: first.from, to: last.to } : null;
}

function rangeOf({ pieces }: Shown, { from, to }: Stretch): Range | null {
  const first = pieces.find((piece) => from < piece.from + piece.length);
  const last = pieces.findLast((piece) => to > piece.from);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, Math.max(0, from - first.from));
  range.setEnd(last.node, Math.min(last.length, to - last.from));
  return range;
}
