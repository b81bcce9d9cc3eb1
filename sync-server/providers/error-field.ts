const field = 'error:';
const asEvent = 'event: error\ndata:';

/**
 * llama.cpp tells failures in a field of its own, `error: {…}`, which a reader of events has to ignore.
 * It becomes an event with that name. Text may be cut anywhere: what could be the field's beginning is
 * held back until the rest of it is known.
 */
export function createErrorField() {
  let held = '';
  let atLineStart = true;

  return {
    read(piece: string): string {
      const text = held === '' ? piece : held + piece;
      held = '';
      if (text === '') return '';
      const begins = atLineStart;
      const from = lastLineStart(text, begins);
      const tail = from < 0 ? '' : text.slice(from, from + field.length);
      if (
        tail !== '' &&
        from + tail.length === text.length &&
        tail !== field &&
        field.startsWith(tail)
      ) {
        held = tail;
        // What is held stands at a line's beginning, and so will what is joined to it.
        atLineStart = true;
        return rename(text.slice(0, from), begins);
      }
      atLineStart = isLineEnd(text.charCodeAt(text.length - 1));
      return rename(text, begins);
    },
    /** The stream is over: what was held is all there is. */
    rest(): string {
      const left = held;
      held = '';
      return left;
    }
  };
}

/** Where the last, unfinished line begins within the text; -1 if it began before. */
function lastLineStart(text: string, begins: boolean): number {
  let at = text.length;
  // No further back than the field is long: a longer line is not cut within it.
  for (const least = Math.max(0, at - field.length); at > least; at--)
    if (isLineEnd(text.charCodeAt(at - 1))) return at;
  return at === 0 && begins ? 0 : -1;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function rename(text: string, begins: boolean): string {
  if (!text.includes(field)) return text;
  const renamed = text.replaceAll(/([\r\n])error:/g, `$1${asEvent}`);
  return begins && renamed.startsWith(field) ? asEvent + renamed.slice(field.length) : renamed;
}
