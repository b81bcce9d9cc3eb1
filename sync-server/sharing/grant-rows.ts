import type { Grant, GrantRole } from '#shared/sharing/grants';
import type { Sql } from '../db/open.ts';

/** A grant, and where the prompt it is for lives. */
export interface GrantRow {
  id: string;
  organizationId: string;
  scope: string;
  promptId: string;
  userId: string;
  role: GrantRole;
  organization: string;
  sharedBy: string | null;
  /** The link it came by, with which it ends; `null`: it was given to the person. */
  shareId: string | null;
  createdAt: number;
}

/** Who of other organizations may see which prompt. Calls that write belong inside `transact`. */
export function prepareGrantRows(sql: Sql, now: () => number) {
  // One that came by a link ends when the link does; revoking that deletes it.
  const lives = `(g.share_id is null or exists (select 1 from shares s where s.id = g.share_id
    and (s.expires_at is null or s.expires_at > ?)))`;
  const grant = `select g.id, g.organization_id as organizationId, o.scope, g.prompt_id as promptId,
    g.user_id as userId, g.role, o.name as organization, u.name as sharedBy, g.share_id as shareId,
    g.created_at as createdAt
    from grants g join organizations o on o.id = g.organization_id
    left join users u on u.id = g.created_by where ${lives} and`;
  const ofPerson = sql.prepare(`${grant} g.user_id = ? order by g.created_at desc, g.id`);
  const ofBoth = sql.prepare(`${grant} g.user_id = ? and g.id = ?`);
  const forPrompt = sql.prepare(`${grant} g.user_id = ? and g.prompt_id = ?`);
  const people = sql.prepare(
    `select g.id, g.role, u.name, u.email, g.share_id is not null as byLink, g.created_at as createdAt
     from grants g join users u on u.id = g.user_id
     where ${lives} and g.organization_id = ? and g.prompt_id = ? order by u.name`
  );
  const idOf = sql.prepare<[string], string>('select id from users where email = ?').pluck();
  const give = sql.prepare(
    `insert into grants (id, organization_id, prompt_id, user_id, role, share_id, created_by, created_at)
     values (@id, @organizationId, @promptId, @userId, @role, @shareId, @by, @createdAt)
     on conflict (organization_id, prompt_id, user_id)
     do update set role = excluded.role, share_id = excluded.share_id`
  );
  const take = sql.prepare(
    'delete from grants where organization_id = ? and prompt_id = ? and id = ?'
  );
  const personOf = sql
    .prepare<[string, string, string], string>(
      'select user_id from grants where organization_id = ? and prompt_id = ? and id = ?'
    )
    .pluck();
  return {
    ofPerson: (userId: string) => ofPerson.all(now(), userId) as GrantRow[],
    find: (userId: string, id: string) =>
      (ofBoth.get(now(), userId, id) as GrantRow | undefined) ?? null,
    forPrompt: (userId: string, promptId: string) =>
      (forPrompt.get(now(), userId, promptId) as GrantRow | undefined) ?? null,
    people: (organizationId: string, promptId: string) =>
      (
        people.all(now(), organizationId, promptId) as (Omit<Grant, 'byLink'> & {
          byLink: number;
        })[]
      ).map((each): Grant => ({ ...each, byLink: each.byLink === 1 })),
    idOf: (email: string) => idOf.get(email) ?? null,
    give: (row: Omit<GrantRow, 'scope' | 'organization' | 'sharedBy'>, by: string) =>
      void give.run({ ...row, by }),
    personOf: (organizationId: string, promptId: string, id: string) =>
      personOf.get(organizationId, promptId, id) ?? null,
    take: (organizationId: string, promptId: string, id: string) =>
      take.run(organizationId, promptId, id).changes > 0
  };
}
