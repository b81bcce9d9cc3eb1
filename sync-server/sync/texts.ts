import type { Sql } from '../db/open.ts';
import type { Loser, Stored } from '#shared/apply';
import { isMarked } from '#shared/merge-value';

/** Statuses of texts kept as the difference to the one that took their place; the others are whole. */
const asEdit = new Set(['merged', 'replaced']);
/** Of so many texts about one is kept whole, so that reading one back never takes long. */
const wholeOf = 24;

export type Kept =
  | {
      whole: unknown;
      /** How many code units of it the text that took its place does not have. */
      gone?: number;
    }
  | {
      /** The mutation under which the text that took its place was written. */
      over: string;
      /** `cut` code units at `at` of that text become `put`. */
      at: number;
      cut: number;
      put: string;
      /** Of a marked text. */
      spans?: unknown;
    };

type Edit = Extract<Kept, { over: string }>;

export interface RecordPath {
  scope: string;
  collection: string;
  id: string;
  path: string;
}

/**
 * Every text that was ever pushed, verbatim under its mutation, as long as its record lives: someone who was
 * away may have built on it. A text that is typed comes in hundreds of states which differ by a word, so
 * most are rows of a few bytes.
 */
export function prepareTexts(sql: Sql) {
  const find = sql.prepare(
    `select value, status from revisions
     where scope = ? and collection = ? and record_id = ? and path = ? and mid = ? order by id desc limit 1`
  );

  const any = sql.prepare(
    `select 1 from revisions
     where scope = ? and collection = ? and record_id = ? and path = ? and mid = ? limit 1`
  );

  return {
    /** Whether the text pushed under `mid` has been taken in and does not stand as it was. */
    isKept: ({ scope, collection, id, path }: RecordPath, mid: string): boolean =>
      any.get(scope, collection, id, path, mid) !== undefined,

    /** How `text` is written into its revision when `standing` takes its place. */
    written({ path, mid, value, status }: Loser, standing: Stored): string {
      if (!asEdit.has(status)) return JSON.stringify(value ?? null);
      const over = standing.stamps[path]?.mid ?? mid;
      const edit = over === mid ? null : editOf(over, value, standing.body[path]);
      const gone = edit?.put.length ?? contentOf(value)?.length ?? 0;
      return JSON.stringify(edit && !isWhole(mid) ? edit : { whole: value ?? null, gone });
    },

    /** `value` as a revision keeps it: as the edit of `from`, which stands under `over`, or whole. */
    edited(value: unknown, over: string | null, from: unknown): Kept {
      return (over === null ? null : editOf(over, value, from)) ?? { whole: value ?? null };
    },

    /** The text written under `mid`; `stored` is its record as it stands. `undefined`: not known. */
    textOf(
      { scope, collection, id, path }: RecordPath,
      mid: string,
      stored: Stored | null
    ): unknown {
      const edits: Edit[] = [];
      const seen = new Set<string>();
      for (let at = mid; !seen.has(at);) {
        seen.add(at);
        if (stored?.stamps[path]?.mid === at) return rebuilt(stored.body[path], edits);
        const row = find.get(scope, collection, id, path, at) as
          { value: string; status: string } | undefined;
        if (!row) return undefined;
        const value = JSON.parse(row.value) as unknown;
        if (!asEdit.has(row.status)) return rebuilt(value, edits);
        const kept = value as Kept;
        if ('whole' in kept) return rebuilt(kept.whole, edits);
        edits.push(kept);
        at = kept.over;
      }
      return undefined;
    }
  };
}

export type Texts = ReturnType<typeof prepareTexts>;

function isWhole(mid: string): boolean {
  let sum = 0;
  for (let at = 0; at < mid.length; at++) sum = (sum * 31 + mid.charCodeAt(at)) >>> 0;
  return sum % wholeOf === 0;
}

function contentOf(value: unknown): string | null {
  return typeof value === 'string' ? value : isMarked(value) ? value.content : null;
}

/** `null` where `value` cannot be told as an edit of `from`. */
function editOf(over: string, value: unknown, from: unknown): Edit | null {
  const text = contentOf(value);
  const other = contentOf(from);
  if (text === null || other === null || isMarked(value) !== isMarked(from)) return null;
  const least = Math.min(text.length, other.length);
  let at = 0;
  while (at < least && text.charCodeAt(at) === other.charCodeAt(at)) at++;
  let end = 0;
  while (
    end < least - at &&
    text.charCodeAt(text.length - 1 - end) === other.charCodeAt(other.length - 1 - end)
  )
    end++;
  return {
    over,
    at,
    cut: other.length - at - end,
    put: text.slice(at, text.length - end),
    ...(isMarked(value) ? { spans: value.spans } : {})
  };
}

function rebuilt(value: unknown, edits: Edit[]): unknown {
  let text = contentOf(value);
  if (edits.length === 0 || text === null) return value;
  for (const { at, cut, put } of [...edits].reverse())
    text = text.slice(0, at) + put + text.slice(at + cut);
  const spans = edits[0]?.spans;
  return isMarked(value) ? { content: text, spans: spans ?? value.spans } : text;
}
