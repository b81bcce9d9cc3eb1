import type { Role } from '#shared/access';
import type { Invitation, Member, Membership } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Sql } from '../db/open.ts';

/** The organization of one's own machine; the first account takes it over with all that is in it. */
export const firstOrganization = { id: 'local', scope: 'u:local' };

interface InvitationRow extends Invitation {
  organizationId: string;
}

export type Organizations = ReturnType<typeof prepareOrganizations>;

/** Organizations, who belongs to them and who was asked to. Calls that write belong inside `transact`. */
export function prepareOrganizations(sql: Sql, deps: { now: () => number; newId: () => string }) {
  const { now, newId } = deps;
  const membership = `select o.id, o.name, o.scope, o.personal, m.role from members m
    join organizations o on o.id = m.organization_id`;
  const ofPerson = sql.prepare(
    `${membership} where m.user_id = ? order by o.personal desc, o.name`
  );
  const ofBoth = sql.prepare(`${membership} where m.user_id = ? and o.id = ?`);
  const personalOf = sql.prepare(`${membership} where m.user_id = ? and o.personal = 1`);
  const isTaken = sql
    .prepare(
      `select 1 from organizations where id = @id
       union all select 1 from meta where key = 'taken:' || @id`
    )
    .pluck();
  const add = sql.prepare(
    'insert into organizations (id, name, scope, personal, created_at) values (?, ?, ?, ?, ?)'
  );
  const rename = sql.prepare('update organizations set name = ? where id = ?');
  const addMember = sql.prepare(
    'insert into members (organization_id, user_id, role, created_at) values (?, ?, ?, ?)'
  );
  const setRole = sql.prepare(
    'update members set role = ? where organization_id = ? and user_id = ?'
  );
  const removeMember = sql.prepare('delete from members where organization_id = ? and user_id = ?');
  const dropConnections = sql.prepare(
    'delete from connections where organization_id = ? and user_id = ?'
  );
  const members = sql.prepare(
    `select m.user_id as userId, u.name, u.email, m.role, m.created_at as createdAt from members m
     join users u on u.id = m.user_id where m.organization_id = ? order by m.created_at, u.id`
  );
  const owners = sql
    .prepare("select count(*) from members where organization_id = ? and role = 'owner'")
    .pluck();
  const invitation = 'id, email, role, created_at as createdAt, expires_at as expiresAt';
  const invitations = sql.prepare(
    `select ${invitation} from invitations
     where organization_id = ? and used_at is null and expires_at > ? order by created_at`
  );
  const openInvitation = sql.prepare(
    `select ${invitation}, organization_id as organizationId from invitations
     where secret_hash = ? and used_at is null and expires_at > ?`
  );
  const addInvitation = sql.prepare(
    `insert into invitations (organization_id, id, email, role, secret_hash, invited_by, created_at,
     expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)`
  );
  const dropInvitation = sql.prepare(
    'delete from invitations where organization_id = ? and id = ?'
  );
  const useInvitation = sql.prepare('update invitations set used_at = ? where id = ?');

  const read = (row: unknown) => {
    const { personal, ...rest } = row as Membership;
    return { ...rest, personal: Boolean(personal) };
  };

  function roleOf(organizationId: string, userId: string): Role {
    const row = ofBoth.get(userId, organizationId);
    if (!row) throw new AppError('NOT_FOUND', { detail: 'The member.' });
    return read(row).role;
  }

  /** An organization without an owner could not be managed by anyone any more. */
  function keepAnOwner(organizationId: string, userId: string) {
    if (roleOf(organizationId, userId) === 'owner' && Number(owners.get(organizationId)) < 2)
      throw new AppError('LAST_OWNER');
  }

  return {
    ofPerson: (userId: string): Membership[] => ofPerson.all(userId).map(read),
    /** `null`: there is none, or the person does not belong to it. */
    membership(userId: string, organizationId: string): Membership | null {
      const row = ofBoth.get(userId, organizationId);
      return row ? read(row) : null;
    },
    personal(userId: string): Membership | null {
      const row = personalOf.get(userId);
      return row ? read(row) : null;
    },

    /** Each account has one of its own; asked for again it is found. */
    makePersonal(userId: string): void {
      if (personalOf.get(userId)) return;
      const isFirst = !isTaken.get({ id: firstOrganization.id });
      const { id, scope } = isFirst ? firstOrganization : { id: newId(), scope: `u:${userId}` };
      add.run(id, 'Personal', scope, 1, now());
      addMember.run(id, userId, 'owner', now());
    },
    make(name: string, userId: string): string {
      const id = newId();
      add.run(id, name, `o:${id}`, 0, now());
      addMember.run(id, userId, 'owner', now());
      return id;
    },
    rename: (id: string, name: string) => void rename.run(name, id),

    members: (organizationId: string) => members.all(organizationId) as Member[],
    roleOf,
    setRole(organizationId: string, userId: string, role: Role): void {
      if (role !== 'owner') keepAnOwner(organizationId, userId);
      setRole.run(role, organizationId, userId);
    },
    /** Their own connections go with them, keys and all; answers what of that the log is to say. */
    remove(organizationId: string, userId: string): { connections?: number } {
      keepAnOwner(organizationId, userId);
      removeMember.run(organizationId, userId);
      const { changes } = dropConnections.run(organizationId, userId);
      return changes > 0 ? { connections: changes } : {};
    },

    invitations: (organizationId: string) => invitations.all(organizationId, now()) as Invitation[],
    invite(asked: InvitationRow, secretHash: string, invitedBy: string): void {
      const { organizationId, id, email, role, createdAt, expiresAt } = asked;
      addInvitation.run(
        ...[organizationId, id, email, role, secretHash, invitedBy, createdAt, expiresAt]
      );
    },
    withdraw: (organizationId: string, id: string) =>
      dropInvitation.run(organizationId, id).changes > 0,
    /** One that can still be used; used, expired and unknown ones look alike. */
    invitationOf: (secretHash: string) =>
      (openInvitation.get(secretHash, now()) as InvitationRow | undefined) ?? null,
    /** The person becomes a member; who is one already keeps the role. */
    accept({ id, organizationId, role }: InvitationRow, userId: string): void {
      useInvitation.run(now(), id);
      if (!ofBoth.get(userId, organizationId)) addMember.run(organizationId, userId, role, now());
    }
  };
}
