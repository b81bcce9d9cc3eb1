import { StringDecoder } from 'node:string_decoder';

/** Hands on what a server sends line by line, as it came but for the key; it stops when told enough. */
export interface LineTap {
  feed(bytes: Uint8Array): void;
  /** What stands after the last line break. */
  end(): void;
}

/** A line longer than this is cut there: what is looked at by people does not have to be whole. */
const longestLine = 256 * 1024;

/** @param line answers false when no more is wanted. */
export function createLineTap(line: (text: string) => boolean, key: string | null): LineTap {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let open = true;

  function hand(text: string) {
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (open && whole !== '') open = line(key ? whole.replaceAll(key, '[key]') : whole);
  }

  return {
    feed(bytes) {
      if (!open) return;
      const lines = (rest + decoder.write(bytes)).split('\n');
      rest = lines.pop() ?? '';
      for (const one of lines) hand(one.slice(0, longestLine));
      if (rest.length > longestLine) rest = rest.slice(0, longestLine);
    },
    end() {
      hand(rest + decoder.end());
      rest = '';
    }
  };
}
