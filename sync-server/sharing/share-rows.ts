import type { SubjectKind } from '#shared/sharing/shared-content';
import type { ShareFacts, ShareRole, Visibility } from '#shared/sharing/rights';
import type { Share } from '#shared/sharing/wire';
import type { Sql } from '../db/open.ts';

/** A link as it is stored; `content` is JSON of a SharedContent, `''` once it is revoked. */
export interface ShareRow extends ShareFacts {
  id: string;
  subject: SubjectKind;
  subjectId: string | null;
  title: string;
  content: string;
  visibility: Visibility;
  role: ShareRole;
  secretHash: string;
  createdBy: string;
  author: string | null;
  createdAt: number;
  opens: number;
  lastOpenedAt: number | null;
  comments: number;
}

/** Links in the database. Calls that write belong inside `transact`. */
export function prepareShareRows(sql: Sql) {
  const facts = `s.id, s.organization_id as organizationId, s.subject, s.subject_id as subjectId, s.title,
    s.visibility, s.role, s.secret_hash as secretHash, s.created_by as createdBy, u.name as author,
    s.created_at as createdAt, s.expires_at as expiresAt, s.revoked_at as revokedAt, s.opens,
    s.last_opened_at as lastOpenedAt,
    (select count(*) from share_comments c where c.share_id = s.id) as comments`;
  const from = 'from shares s left join users u on u.id = s.created_by';
  const living = sql.prepare(
    `select ${facts} ${from} where s.organization_id = ? and s.revoked_at is null
     and (s.expires_at is null or s.expires_at > ?) order by s.created_at desc, s.id`
  );
  const byId = sql.prepare(`select ${facts}, s.content ${from} where s.id = ?`);
  const add = sql.prepare(
    `insert into shares (id, organization_id, subject, subject_id, title, content, visibility, role,
     secret_hash, created_by, created_at, expires_at)
     values (@id, @organizationId, @subject, @subjectId, @title, @content, @visibility, @role,
     @secretHash, @createdBy, @createdAt, @expiresAt)`
  );
  const change = sql.prepare('update shares set role = ?, expires_at = ? where id = ?');
  const revoke = sql.prepare("update shares set revoked_at = ?, content = '' where id = ?");
  const opened = sql.prepare(
    'update shares set opens = opens + 1, last_opened_at = ? where id = ?'
  );
  const forgetEnded = sql.prepare(
    "update shares set content = '' where content <> '' and expires_at <= ?"
  );
  // What came of a link ends with it.
  const dropComments = sql.prepare('delete from share_comments where share_id = ?');
  const dropGrants = sql.prepare('delete from grants where share_id = ?');
  const ended = 'select id from shares where expires_at <= ?';
  const dropEndedComments = sql.prepare(`delete from share_comments where share_id in (${ended})`);
  const dropEndedGrants = sql.prepare(`delete from grants where share_id in (${ended})`);
  return {
    living: (organizationId: string, now: number) =>
      living.all(organizationId, now) as Omit<ShareRow, 'content'>[],
    find: (id: string) => (byId.get(id) as ShareRow | undefined) ?? null,
    add: (row: Omit<ShareRow, 'author' | 'revokedAt' | 'opens' | 'lastOpenedAt' | 'comments'>) =>
      void add.run(row),
    change: (id: string, role: ShareRole, expiresAt: number | null) => {
      change.run(role, expiresAt, id);
      if (role !== 'edit') dropGrants.run(id);
    },
    revoke: (id: string, at: number) => {
      revoke.run(at, id);
      dropComments.run(id);
      dropGrants.run(id);
    },
    forgetEnded: (now: number) => {
      for (const each of [forgetEnded, dropEndedComments, dropEndedGrants]) each.run(now);
    },
    opened: (id: string, at: number) => void opened.run(at, id)
  };
}

/** What its organization may know of a link: never its secret, and not the content. */
export function shareOf(row: Omit<ShareRow, 'content'>): Share {
  const { id, subject, subjectId, title, visibility, role, createdBy, author } = row;
  const { createdAt, expiresAt, opens, lastOpenedAt, comments } = row;
  return {
    id,
    subject,
    subjectId,
    title,
    visibility,
    role,
    createdBy,
    author,
    createdAt,
    expiresAt,
    opens,
    lastOpenedAt,
    comments
  };
}
