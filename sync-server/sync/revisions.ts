import type { Sql } from '../db/open.ts';
import type { Revision } from '#shared/protocol';
import { serverClient } from './records.ts';

const pageSize = 50;

interface Raw {
  id: number;
  mid: string;
  value: string;
  status: string;
  at: number;
  clientId: string | null;
}

/** What a prompt's text was beside what stands: all that met another change, newest first. */
export function prepareRevisions(sql: Sql) {
  const page = sql.prepare(
    `select revisions.id, revisions.mid, value, status, revisions.at, applied.client_id as clientId
     from revisions left join applied on applied.mid = revisions.mid
     where revisions.scope = ? and collection = 'prompts' and record_id = ? and path = 'text'
       and status not in ('merged', 'replaced') and revisions.id < ?
     order by revisions.id desc limit ?`
  );
  return (
    scope: string,
    promptId: string,
    cursor: number = Number.MAX_SAFE_INTEGER
  ): { items: Revision[]; next: string | null } => {
    const found = page.all(scope, promptId, cursor, pageSize + 1) as Raw[];
    const shown = found.slice(0, pageSize);
    const items = shown.map(({ id, mid, value, status, at, clientId }) => ({
      id: String(id),
      mid,
      value: JSON.parse(value) as unknown,
      status,
      at,
      by: clientId === serverClient ? null : clientId
    }));
    return { items, next: found.length > pageSize ? String(shown.at(-1)?.id) : null };
  };
}

export type Revisions = ReturnType<typeof prepareRevisions>;
