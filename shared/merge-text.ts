import { commonRuns } from '#shared/common-runs';

/** Which of the two texts a stretch is taken from; `both`: it is the same in both. */
export type Side = 'ours' | 'theirs' | 'both';

/** A stretch of the merged text, with where it, or what it replaces, is in each text (UTF-16 units). */
export interface Stretch {
  side: Side;
  base: [from: number, to: number];
  ours: [from: number, to: number];
  theirs: [from: number, to: number];
}

export interface TextMerge {
  text: string;
  /** The merged text, stretch by stretch. */
  stretches: Stretch[];
  /** Both changed the same place, or what came of it cannot be read: one side's change is missing. */
  clashed: boolean;
}

interface Texts {
  base: string;
  ours: string;
  theirs: string;
}
type Place = Omit<Stretch, 'side'>;

const lines = /[^\n]*\n|[^\n]+/g;
/** Words, variables, the marks of fenced code, line ends, other white space and single signs. */
const words = /\{\{[^{}\n]*\}\}|`{3,}|~{3,}|[\p{L}\p{N}_]+|\n|[^\S\n]+|./gsu;

/**
 * What two texts made from one become together: lines are compared first, words where both changed the
 * same lines. Where both changed the same words, `prefer` says whose stand; the two meet the same whoever
 * is called which. Nothing is ever doubled and nothing is put in that nobody wrote.
 */
export function mergeText(
  base: string,
  ours: string,
  theirs: string,
  prefer: 'ours' | 'theirs'
): TextMerge {
  const texts = { base, ours, theirs };
  const place: Place = {
    base: [0, base.length],
    ours: [0, ours.length],
    theirs: [0, theirs.length]
  };
  if (ours === theirs) return whole(texts, place, 'both', false);
  if (ours === base) return whole(texts, place, 'theirs', false);
  if (theirs === base) return whole(texts, place, 'ours', false);

  let clashed = false;
  const stretches = compare(texts, place, lines).flatMap((line) =>
    line.side !== null
      ? [{ ...line, side: line.side }]
      : compare(texts, line, words).map((word) => {
          clashed ||= word.side === null;
          return { ...word, side: word.side ?? prefer };
        })
  );
  const text = stretches.map((stretch) => textOf(texts, stretch)).join('');
  if (!isWhole(text) && isWhole(ours) && isWhole(theirs)) return whole(texts, place, prefer, true);
  return { text, stretches, clashed };
}

function whole(texts: Texts, place: Place, side: Side, clashed: boolean): TextMerge {
  return { text: textOf(texts, { ...place, side }), stretches: [{ ...place, side }], clashed };
}

function textOf({ ours, theirs }: Texts, stretch: Stretch): string {
  return stretch.side === 'theirs' ? theirs.slice(...stretch.theirs) : ours.slice(...stretch.ours);
}

/** Cuts a place where either side changed it; `null` where both did, differently or side by side. */
function compare(texts: Texts, place: Place, token: RegExp): (Place & { side: Side | null })[] {
  const base = tokens(texts.base, place.base, token);
  const ours = tokens(texts.ours, place.ours, token);
  const theirs = tokens(texts.theirs, place.theirs, token);
  const changes = [
    ...changesOf(base.list, ours.list, 'ours' as const),
    ...changesOf(base.list, theirs.list, 'theirs' as const)
  ].sort((a, b) => a.from - b.from);

  const found: (Place & { side: Side | null })[] = [];
  // How far a place of the base has moved in each text, by the changes before it.
  const moved = { ours: 0, theirs: 0 };
  let at = 0;
  const add = (side: Side | null, to: number, shift: typeof moved) => {
    const range = (starts: number[], from: number, end: number): [number, number] => [
      starts[from] ?? 0,
      starts[end] ?? 0
    ];
    const stretch = {
      side,
      base: range(base.starts, at, to),
      ours: range(ours.starts, at + moved.ours, to + shift.ours),
      theirs: range(theirs.starts, at + moved.theirs, to + shift.theirs)
    };
    const alike =
      side === null && texts.ours.slice(...stretch.ours) === texts.theirs.slice(...stretch.theirs);
    found.push(alike ? { ...stretch, side: 'both' } : stretch);
    Object.assign(moved, shift);
    at = to;
  };
  for (let index = 0; index < changes.length;) {
    const first = changes[index];
    if (!first) break;
    if (first.from > at) add('both', first.from, moved);
    const shift = { ...moved };
    let side: Side | null = first.side;
    let to = first.from;
    // Changes that touch belong together: an order between them would be a guess.
    for (let next = changes[index]; next && next.from <= Math.max(to, first.from);) {
      if (next.side !== side) side = null;
      shift[next.side] += next.grown;
      to = Math.max(to, next.to);
      next = changes[++index];
    }
    add(side, to, shift);
  }
  if (at < base.list.length) add('both', base.list.length, moved);
  return found;
}

interface Change {
  side: 'ours' | 'theirs';
  /** Tokens of the base that are replaced, and by how many more. */
  from: number;
  to: number;
  grown: number;
}

function changesOf(base: string[], side: string[], name: Change['side']): Change[] {
  const changes: Change[] = [];
  let a = 0;
  let b = 0;
  for (const run of [...commonRuns(base, side), { a: base.length, b: side.length, length: 0 }]) {
    if (run.a > a || run.b > b)
      changes.push({ side: name, from: a, to: run.a, grown: run.b - b - (run.a - a) });
    a = run.a + run.length;
    b = run.b + run.length;
  }
  return changes;
}

/** The tokens of a range, where each starts in the whole text, and last where the range ends. */
function tokens(text: string, [from, to]: [number, number], token: RegExp) {
  const list: string[] = text.slice(from, to).match(token) ?? [];
  let at = from;
  const starts = list.map((one) => (at += one.length) - one.length);
  return { list, starts: [...starts, to] };
}

/** Whether every variable that is opened is closed, and every stretch of fenced code ends. */
function isWhole(text: string): boolean {
  const braces = text.replace(/\{\{[^{}\n]*\}\}/g, '');
  const fences = text.match(/^[ \t]*(`{3,}|~{3,})/gm) ?? [];
  return !braces.includes('{{') && !braces.includes('}}') && fences.length % 2 === 0;
}
