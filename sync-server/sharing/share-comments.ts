import type { ShareComment } from '#shared/sharing/wire';
import type { Sql } from '../db/open.ts';

/** A comment as it is stored. */
export interface ShareCommentRow {
  id: string;
  organizationId: string;
  shareId: string;
  userId: string;
  text: string;
  createdAt: number;
}

/** What people say about the copies links show. Calls that write belong inside `transact`. */
export function prepareShareComments(sql: Sql) {
  const ofShare = sql.prepare(
    `select c.id, c.user_id as userId, c.text, c.created_at as createdAt, u.name as author
     from share_comments c left join users u on u.id = c.user_id
     where c.share_id = ? order by c.created_at, c.id`
  );
  const one = sql.prepare(
    `select id, organization_id as organizationId, share_id as shareId, user_id as userId, text,
     created_at as createdAt from share_comments where share_id = ? and id = ?`
  );
  const count = sql
    .prepare<[string], number>('select count(*) from share_comments where share_id = ?')
    .pluck();
  const add = sql.prepare(
    `insert into share_comments (id, organization_id, share_id, user_id, text, created_at)
     values (@id, @organizationId, @shareId, @userId, @text, @createdAt)`
  );
  const remove = sql.prepare('delete from share_comments where share_id = ? and id = ?');
  return {
    /** The oldest first. @param deletesAll whoever asks may delete those of others, too */
    list: (shareId: string, userId: string | null, deletesAll: boolean): ShareComment[] =>
      (ofShare.all(shareId) as (ShareCommentRow & { author: string | null })[]).map(
        ({ id, userId: by, text, createdAt, author }) => ({
          id,
          author,
          text,
          createdAt,
          mayDelete: deletesAll || by === userId
        })
      ),
    find: (shareId: string, id: string) =>
      (one.get(shareId, id) as ShareCommentRow | undefined) ?? null,
    count: (shareId: string) => count.get(shareId) ?? 0,
    add: (row: ShareCommentRow) => void add.run(row),
    remove: (shareId: string, id: string) => void remove.run(shareId, id)
  };
}
