/** A text that stood, or was to stand, and when the server heard of it. */
export interface HeardText {
  id: number;
  mid: string;
  status: string;
  /** Milliseconds since the epoch, by the server's clock. */
  at: number;
  /** The device; `null` where that is not known any more. */
  clientId: string | null;
  /** About how many code units of it went at once when another text took its place. */
  gone: number;
}

/** SQL for `gone` over `revisions`. */
export const goneOf = `case when status = 'replaced'
  then coalesce(value ->> '$.gone', length(value ->> '$.put'), 0) else 0 end`;

/** Of more than so many, somebody may want them back. */
const muchGone = 40;

/** A text somebody wrote over his own or a known one; one that met another, or came of that, is not. */
export function isTyped({ mid, status }: Pick<HeardText, 'mid' | 'status'>): boolean {
  return status === 'replaced' && !mid.includes('*');
}

/**
 * Without what was typed and typed over: of each author's texts in a window of `windowMs` the last one is
 * left, and what a large stretch was cut out of. The windows lie on the clock, so that the answer is the
 * same wherever a page of them begins.
 */
export function collapseTyping<T extends HeardText>(newestFirst: T[], windowMs: number): T[] {
  const seen = new Set<string>();
  return newestFirst.filter((text) => {
    if (!isTyped(text)) return true;
    const key = `${Math.floor(text.at / windowMs)} ${text.clientId}`;
    const isLast = !seen.has(key);
    seen.add(key);
    return isLast || text.gone > muchGone;
  });
}
