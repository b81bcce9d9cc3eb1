import type { Segment } from './word-index';

/*
 * Which words stand in which part of a segment, so that a search reads only parts where all it asks for may be met.
 * A segment has at most 64 parts of 16 entries; of each of its words the parts are marked in 64 bits. What was
 * taken out since stays marked: an outline may promise too much, never too little.
 */
export interface Outline {
  /** Numbers of words, each once. */
  words: Uint32Array;
  /** For each of them parts 0 to 31, and parts 32 to 63. */
  low: Uint32Array;
  high: Uint32Array;
}

/** Parts of a segment, as an outline marks them. */
export interface Parts {
  low: number;
  high: number;
}

/** @param vocabulary how many numbers of words there are. */
export function outlineOf({ entries, tokens }: Segment, vocabulary: number): Outline {
  const places = new Uint32Array(vocabulary);
  const words: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  entries.forEach((entry, nth) => {
    if (!entry) return;
    const part = nth >> 4;
    const parts = part < 32 ? low : high;
    const bit = 1 << (part & 31);
    for (let at = entry.from; at < entry.to; at++) {
      const word = tokens[at] as number;
      let place = places[word] as number;
      if (place === 0) {
        place = words.push(word);
        low.push(0);
        high.push(0);
        places[word] = place;
      }
      parts[place - 1] = (parts[place - 1] as number) | bit;
    }
  });
  return {
    words: Uint32Array.from(words),
    low: Uint32Array.from(low),
    high: Uint32Array.from(high)
  };
}

/** Parts in which, for every bit that is needed, there is a word marked with it. */
export function partsWith(
  { words, low, high }: Outline,
  marks: Uint8Array | Uint32Array,
  needed: number
): Parts {
  const lows = new Uint32Array(32);
  const highs = new Uint32Array(32);
  for (let place = 0; place < words.length; place++) {
    let bits = (marks[words[place] as number] as number) & needed;
    while (bits !== 0) {
      const bit = 31 - Math.clz32(bits);
      lows[bit] = (lows[bit] as number) | (low[place] as number);
      highs[bit] = (highs[bit] as number) | (high[place] as number);
      bits &= ~(1 << bit);
    }
  }
  const parts = { low: -1, high: -1 };
  for (let bit = 0; bit < 32; bit++) {
    if ((needed & (1 << bit)) === 0) continue;
    parts.low &= lows[bit] as number;
    parts.high &= highs[bit] as number;
  }
  return parts;
}

export function isIn({ low, high }: Parts, nth: number): boolean {
  const part = nth >> 4;
  return ((part < 32 ? low : high) & (1 << (part & 31))) !== 0;
}
