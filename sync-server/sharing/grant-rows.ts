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
  createdAt: number;
}

/** Who of other organizations may see which prompt. Calls that write belong inside `transact`. */
export function prepareGrantRows(sql: Sql) {
  const grant = `select g.id, g.organization_id as organizationId, o.scope, g.prompt_id as promptId,
    g.user_id as userId, g.role, o.name as organization, u.name as sharedBy, g.created_at as createdAt
    from grants g join organizations o on o.id = g.organization_id
    left join users u on u.id = g.created_by`;
  const ofPerson = sql.prepare(`${grant} where g.user_id = ? order by g.created_at desc, g.id`);
  const ofBoth = sql.prepare(`${grant} where g.user_id = ? and g.id = ?`);
  const forPrompt = sql.prepare(`${grant} where g.user_id = ? and g.prompt_id = ?`);
  const people = sql.prepare(
    `select g.id, g.role, u.name, u.email, g.created_at as createdAt from grants g
     join users u on u.id = g.user_id where g.organization_id = ? and g.prompt_id = ? order by u.name`
  );
  const idOf = sql.prepare<[string], string>('select id from users where email = ?').pluck();
  const give = sql.prepare(
    `insert into grants (id, organization_id, prompt_id, user_id, role, created_by, created_at)
     values (?, ?, ?, ?, ?, ?, ?)
     on conflict (organization_id, prompt_id, user_id) do update set role = excluded.role`
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
    ofPerson: (userId: string) => ofPerson.all(userId) as GrantRow[],
    find: (userId: string, id: string) => (ofBoth.get(userId, id) as GrantRow | undefined) ?? null,
    forPrompt: (userId: string, promptId: string) =>
      (forPrompt.get(userId, promptId) as GrantRow | undefined) ?? null,
    people: (organizationId: string, promptId: string) =>
      people.all(organizationId, promptId) as Grant[],
    idOf: (email: string) => idOf.get(email) ?? null,
    give: (
      row: Pick<GrantRow, 'id' | 'organizationId' | 'promptId' | 'userId' | 'role' | 'createdAt'>,
      by: string
    ) =>
      void give.run(
        ...[row.id, row.organizationId, row.promptId, row.userId, row.role, by, row.createdAt]
      ),
    personOf: (organizationId: string, promptId: string, id: string) =>
      personOf.get(organizationId, promptId, id) ?? null,
    take: (organizationId: string, promptId: string, id: string) =>
      take.run(organizationId, promptId, id).changes > 0
  };
}
