import type { Sql } from '../db/open.ts';
import { pushedMid } from '#shared/merged-mid';
import type { Revision } from '#shared/protocol';
import { collapseTyping, goneOf, type HeardText } from './collapse-typing.ts';
import { serverClient } from './records.ts';
import type { Rows } from './rows.ts';
import type { Texts } from './texts.ts';

const pageSize = 50;
/** A page of long texts ends earlier; in code units. */
const pageLength = 1_000_000;
/** Typing within so long is one entry. */
const typingMs = 5 * 60 * 1000;

interface Deps {
  sql: Sql;
  rows: Rows;
  texts: Texts;
}

/** The texts a prompt had, or was to have, before and beside the one that stands: newest first. */
export function prepareRevisions({ sql, rows, texts }: Deps) {
  const all = sql.prepare(
    `select id, mid, status, at, ${goneOf} as gone from revisions
     where scope = ? and collection = 'prompts' and record_id = ? and path = 'text' order by id desc`
  );
  const heard = sql.prepare('select at, client_id as clientId from applied where mid = ?');
  const valueOf = sql.prepare('select value from revisions where id = ?').pluck();

  /** A text is told by when it was heard of, not by when another one took its place. */
  function withAuthor(row: HeardText): HeardText {
    const found = heard.get(pushedMid(row.mid)) as Pick<HeardText, 'at' | 'clientId'> | undefined;
    return found ? { ...row, ...found } : { ...row, clientId: null };
  }

  /** `cursor`: what the page before gave as `next`. */
  return (
    scope: string,
    promptId: string,
    cursor?: string
  ): { items: Revision[]; next: string | null } => {
    const [lastAt = Infinity, lastId = Infinity] = cursor?.split('.').map(Number) ?? [];
    const path = { scope, collection: 'prompts', id: promptId, path: 'text' };
    const stored = rows.read(scope, 'prompts', promptId);
    const found = (all.all(scope, promptId) as HeardText[])
      .map(withAuthor)
      .sort((a, b) => b.at - a.at || b.id - a.id);
    const left = collapseTyping(found, typingMs).filter(
      ({ id, at }) => at < lastAt || (at === lastAt && id < lastId)
    );

    const items: Revision[] = [];
    let length = 0;
    for (const { id, mid, status, at, clientId } of left) {
      if (items.length === pageSize || length > pageLength) break;
      const whole = status === 'replaced' || status === 'merged';
      const value = whole
        ? (texts.textOf(path, mid, stored) ?? null)
        : (JSON.parse(valueOf.get(id) as string) as unknown);
      length += JSON.stringify(value).length;
      const by = clientId === serverClient ? null : clientId;
      items.push({ id: String(id), mid, value, status, at, by });
    }
    const last = items.at(-1);
    const isMore = last !== undefined && items.length < left.length;
    return { items, next: isMore ? `${last.at}.${last.id}` : null };
  };
}

export type Revisions = ReturnType<typeof prepareRevisions>;
