import type { Leaving, Membership } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { kept } from '../backups/which-to-keep.ts';
import type { Sql } from '../db/open.ts';
import type { AuditFacts } from '../audit/chain.ts';
import type { Erase } from './erase.ts';
import { firstOrganization, type Organizations } from './organizations.ts';
import type { People } from './people.ts';

interface Deps {
  sql: Sql;
  organizations: Organizations;
  people: People;
  erase: Pick<Erase, 'begin'>;
  audit: { write(event: Event): void };
}
interface Event {
  organizationId: string;
  actor: string;
  verb: string;
  subject: string;
  facts: AuditFacts;
}

/** Kept for ever of somebody who left: an id that says nothing, so that their other devices can be told. */
const goneKey = (userId: string) => `gone:${userId}`;

export type Departures = ReturnType<typeof prepareLeaving>;

/** What goes and what stays when somebody deletes their account; and the first step of it. */
export function prepareLeaving(deps: Deps) {
  const { sql, organizations, people, erase, audit } = deps;
  const count = (from: string) => sql.prepare<[string], number>(`select count(*) ${from}`).pluck();
  const records = count("from records where scope = ? and collection <> 'runs'");
  const runs = count('from runs where scope = ?');
  const files = count('from blobs where scope = ?');
  const connections = count('from connections where organization_id = ?');
  const ownConnections = sql
    .prepare<[string, string], number>(
      'select count(*) from connections where organization_id = ? and user_id = ?'
    )
    .pluck();
  const keys = count('from api_keys where user_id = ? and revoked_at is null');
  const note = sql.prepare('insert or ignore into meta (key, value) values (?, ?)');
  const noted = sql.prepare('select 1 from meta where key = ?').pluck();
  const dropOrganization = sql.prepare('delete from organizations where id = ?');
  const dropInvitations = sql.prepare('delete from invitations where email = ?');
  const dropShareComments = sql.prepare('delete from share_comments where user_id = ?');
  const dropVerifications = sql.prepare('delete from verifications where instr(value, ?) > 0');

  /** Their own, and those nobody else belongs to, go; from the others they only leave. */
  function sort(userId: string) {
    const all = organizations.ofPerson(userId);
    const others = (each: Membership) =>
      organizations.members(each.id).filter((member) => member.userId !== userId);
    const going = all.filter((each) => others(each).length === 0);
    const staying = all.filter((each) => !going.includes(each));
    const handOver = staying.filter(
      (each) => each.role === 'owner' && others(each).every(({ role }) => role !== 'owner')
    );
    return { going, staying, handOver };
  }

  const named = ({ id, name }: Membership) => ({ id, name });

  return {
    describe(userId: string): Leaving {
      const { going, staying, handOver } = sort(userId);
      const sum = (of: (each: Membership) => number | undefined, from = going) =>
        from.reduce((all, each) => all + (of(each) ?? 0), 0);
      return {
        goes: {
          records: sum(({ scope }) => records.get(scope)),
          runs: sum(({ scope }) => runs.get(scope)),
          files: sum(({ scope }) => files.get(scope)),
          connections:
            sum(({ id }) => connections.get(id)) +
            sum(({ id }) => ownConnections.get(id, userId), staying),
          apiKeys: keys.get(userId) ?? 0,
          organizations: going.filter(({ personal }) => !personal).map(named)
        },
        stays: staying.map(named),
        handOver: handOver.map(named),
        backupDays: kept.days
      };
    },

    /**
     * Takes a person away: nobody can sign in as them from here on, and what was theirs alone is marked to go.
     * Inside `transact`. @throws AppError LAST_OWNER naming the organizations that would have no owner
     */
    take(userId: string): Membership[] {
      const { going, staying, handOver } = sort(userId);
      if (handOver.length > 0)
        throw new AppError('LAST_OWNER', {
          detail: `${handOver.map(({ name }) => name).join(', ')}.`
        });
      const own = { actor: userId, subject: userId };
      for (const { id, scope, personal } of going) {
        audit.write({
          ...own,
          organizationId: id,
          verb: personal ? 'account.delete' : 'organization.delete',
          facts: {}
        });
        erase.begin({ organizationId: id, scope });
        dropOrganization.run(id);
        // Its scope has been somebody's: nobody who comes later is given it.
        if (id === firstOrganization.id) note.run(`taken:${id}`, '');
      }
      for (const { id } of staying) {
        const facts = organizations.remove(id, userId);
        audit.write({ ...own, organizationId: id, verb: 'member.delete', facts });
      }
      const email = people.person(userId)?.email;
      if (email !== undefined) dropInvitations.run(email);
      dropVerifications.run(userId);
      note.run(goneKey(userId), '');
      dropShareComments.run(userId);
      people.remove(userId);
      return going;
    },

    /** Whether somebody of this id has deleted their account. */
    isGone: (userId: string) => noted.get(goneKey(userId)) !== undefined
  };
}
