/** Where the characters of a rendered text stand, measured in the page. */
export interface TextPlaces {
  /** Top of the line of this character, in pixels from the element's top. */
  topOf(offset: number): number;
  /** The first character of the line at this height; between lines, of the one above. */
  offsetAt(top: number): number;
}

/** The element holds nothing but the text, in as many nodes as it likes. Good until it is rendered anew. */
export function placesOf(element: HTMLElement): TextPlaces {
  const nodes: Text[] = [];
  const starts: number[] = [];
  let length = 0;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push(node as Text);
    starts.push(length);
    length += (node as Text).length;
  }
  const range = document.createRange();

  function topOf(offset: number): number {
    const at = Math.min(Math.max(offset, 0), Math.max(length - 1, 0));
    let low = 0;
    for (let high = starts.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const node = nodes[low];
    if (!node) return 0;
    const from = at - (starts[low] ?? 0);
    range.setStart(node, from);
    range.setEnd(node, Math.min(from + 1, node.length));
    // A line's end has a box of its own; of several the first is where the character begins.
    const box = range.getClientRects()[0] ?? range.getBoundingClientRect();
    return box.top - element.getBoundingClientRect().top;
  }

  function offsetAt(top: number): number {
    let low = 0;
    for (let high = Math.max(length - 1, 0); low < high;) {
      const middle = (low + high + 1) >> 1;
      if (topOf(middle) <= top) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return { topOf, offsetAt };
}
