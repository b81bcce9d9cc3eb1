import { Hono } from 'hono';
import * as z from 'zod/mini';
import { byId } from '../http/by-id.ts';
import { mayGive } from '#shared/access';
import {
  emailSchema,
  invitationsSchema,
  membersSchema,
  membershipSchema,
  newInvitationSchema,
  personNameSchema,
  roleSchema
} from '#shared/accounts';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';
import { invitationRefused } from './admit-new.ts';
import { hashOf, newSecret } from './secrets.ts';

const member = z.object({ id: idSchema(), userId: idSchema() });
const invited = z.object({ id: idSchema(), invitationId: idSchema() });
const named = z.strictObject({ name: personNameSchema });
const memberships = z.object({ items: z.array(membershipSchema) });
const role = z.strictObject({ role: roleSchema });
const invitation = z.strictObject({ email: emailSchema, role: roleSchema });
const secret = z.strictObject({ secret: z.string().check(z.maxLength(100)) });

const invitationMs = 7 * 24 * 60 * 60 * 1000;

/** Organizations, their members and who was asked to come. Ids of others are not there. */
export function createOrganizationRoutes(deps: AccountsDeps): Hono<Env> {
  const { organizations, writer, streams, audit, now, newId, random } = deps;

  /** The one a request is about is the one its header names, and no other. */
  function own(principal: Principal, asked: string): string {
    if (asked !== principal.organizationId) throw new AppError('NOT_FOUND');
    return asked;
  }

  function membership(userId: string, organizationId: string) {
    const found = organizations.membership(userId, organizationId);
    if (!found) throw new AppError('NOT_FOUND');
    return found;
  }

  /** Nobody gives, or takes away, more than they have. */
  function judge(principal: Principal, ...roles: Parameters<typeof mayGive>[1][]) {
    if (!roles.every((each) => mayGive(principal, each))) throw new AppError('FORBIDDEN');
  }

  /** Whoever's rights changed is asked anew on every stream. */
  function recheck(organizationId: string, userId: string) {
    streams.close((of) => of.userId === userId && of.organizationId === organizationId);
  }

  const list = route('person', { answer: memberships }, ({ principal }) => ({
    items: organizations.ofPerson(principal.userId)
  }));

  const create = route(
    'person',
    { body: named, answer: membershipSchema },
    async ({ c, principal, body }) => {
      const made = await writer.transact(() => {
        const organizationId = organizations.make(body.name, principal.userId);
        audit.write({
          organizationId,
          actor: principal.userId,
          verb: 'organization.create',
          subject: organizationId,
          facts: {}
        });
        return membership(principal.userId, organizationId);
      });
      c.status(201);
      return made;
    }
  );

  const rename = route(
    'manage',
    { params: byId, body: named, answer: membershipSchema },
    async (asked) => {
      const { principal, params, body } = asked;
      const organizationId = own(principal, params.id);
      await writer.transact(() => organizations.rename(organizationId, body.name));
      return membership(principal.userId, organizationId);
    }
  );

  const members = route(
    'view',
    { params: byId, answer: membersSchema },
    ({ principal, params }) => ({
      items: organizations.members(own(principal, params.id))
    })
  );

  const setRole = route(
    'manage',
    { params: member, body: role, answer: membersSchema },
    async (asked) => {
      const { principal, params, body } = asked;
      const organizationId = own(principal, params.id);
      await writer.transact(() => {
        judge(principal, organizations.roleOf(organizationId, params.userId), body.role);
        organizations.setRole(organizationId, params.userId, body.role);
        audit.write({
          organizationId,
          actor: principal.userId,
          verb: 'member.role',
          subject: params.userId,
          facts: { role: body.role }
        });
      });
      recheck(organizationId, params.userId);
      return { items: organizations.members(organizationId) };
    }
  );

  /** One removes others with the right to; oneself always, unless nobody would be left to own it. */
  const remove = route(
    'view',
    { params: member, answer: 'nothing' },
    async ({ c, principal, params }) => {
      const organizationId = own(principal, params.id);
      await writer.transact(() => {
        if (params.userId !== principal.userId || principal.via === 'key')
          judge(principal, organizations.roleOf(organizationId, params.userId));
        const facts = organizations.remove(organizationId, params.userId);
        audit.write({
          organizationId,
          actor: principal.userId,
          verb: 'member.delete',
          subject: params.userId,
          facts
        });
      });
      recheck(organizationId, params.userId);
      const { scope } = principal;
      await deps.endRuns((run) => run.scope === scope && run.person === params.userId);
      return c.body(null, 204);
    }
  );

  const invitations = route(
    'manage',
    { params: byId, answer: invitationsSchema },
    ({ principal, params }) => ({
      items: organizations.invitations(own(principal, params.id))
    })
  );

  const invite = route(
    'manage',
    { params: byId, body: invitation, answer: newInvitationSchema },
    async (asked) => {
      const { c, principal, params, body } = asked;
      const organizationId = own(principal, params.id);
      judge(principal, body.role);
      if (organizations.membership(principal.userId, organizationId)?.personal)
        throw new AppError('INVALID_REQUEST', {
          detail: 'A personal space has one member. Make an organization to work with others.'
        });
      const link = newSecret(random);
      const made = {
        id: newId(),
        email: body.email,
        role: body.role,
        createdAt: now(),
        expiresAt: now() + invitationMs
      };
      await writer.transact(() => {
        organizations.invite({ ...made, organizationId }, hashOf(link), principal.userId);
        audit.write({
          organizationId,
          actor: principal.userId,
          verb: 'invitation.create',
          subject: made.id,
          facts: { role: body.role }
        });
      });
      c.status(201);
      return { invitation: made, secret: link };
    }
  );

  const withdraw = route(
    'manage',
    { params: invited, answer: 'nothing' },
    async ({ c, principal, params }) => {
      const organizationId = own(principal, params.id);
      const was = await writer.transact(() => {
        audit.write({
          organizationId,
          actor: principal.userId,
          verb: 'invitation.delete',
          subject: params.invitationId,
          facts: {}
        });
        return organizations.withdraw(organizationId, params.invitationId);
      });
      if (!was) throw new AppError('NOT_FOUND', { detail: 'The invitation.' });
      return c.body(null, 204);
    }
  );

  const accept = route(
    'person',
    { body: secret, answer: membershipSchema },
    async ({ principal, body }) => {
      const person = deps.people.person(principal.userId);
      const made = await writer.transact(() => {
        const found = organizations.invitationOf(hashOf(body.secret));
        if (!found || found.email !== person?.email) return null;
        organizations.accept(found, principal.userId);
        audit.write({
          organizationId: found.organizationId,
          actor: principal.userId,
          verb: 'invitation.accept',
          subject: found.id,
          facts: {}
        });
        return membership(principal.userId, found.organizationId);
      });
      if (!made) throw invitationRefused();
      return made;
    }
  );

  return new Hono<Env>()
    .get('/v1/organizations', list)
    .post('/v1/organizations', create)
    .patch('/v1/organizations/:id', rename)
    .get('/v1/organizations/:id/members', members)
    .patch('/v1/organizations/:id/members/:userId', setRole)
    .delete('/v1/organizations/:id/members/:userId', remove)
    .get('/v1/organizations/:id/invitations', invitations)
    .post('/v1/organizations/:id/invitations', invite)
    .delete('/v1/organizations/:id/invitations/:invitationId', withdraw)
    .post('/v1/invitations/accept', accept);
}
