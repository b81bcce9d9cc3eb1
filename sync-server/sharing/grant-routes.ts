import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import { promptContent } from '#shared/prompt-content';
import { grantPresenceBodySchema, presentSchema } from '#shared/presence';
import {
  forkSchema,
  grantsSchema,
  livingEditSchema,
  livingPromptSchema,
  newGrantSchema,
  sharedWithMeListSchema
} from '#shared/sharing/grants';
import type { SharedWithMe } from '#shared/sharing/grants';
import { sharePrompt } from '#shared/sharing/make-shared';
import type { Audit } from '../audit/audit.ts';
import type { Author } from '../db/author.ts';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';
import type { Presence } from '../presence/presence.ts';
import { living } from '../prompts/desk.ts';
import { storedPrompt } from '../prompts/stored-prompt.ts';
import { forkInto } from './fork.ts';
import { prepareGrantRows } from './grant-rows.ts';
import type { GrantRow } from './grant-rows.ts';
import { judgeSecrets } from './judge-secrets.ts';
import type { HeldKeys } from './judge-secrets.ts';
import { livingChanges, livingPrompt } from './living-prompt.ts';

export interface GrantDeps extends HeldKeys {
  sql: Sql;
  writer: Writer;
  author: Author;
  audit: Pick<Audit, 'write'>;
  now: () => number;
  newId: () => string;
  presence: Pick<Presence, 'say' | 'leave'>;
}

const grantParams = z.object({ id: idSchema(), grantId: idSchema() });
const maxBytes = 4 * 1024 * 1024;
const opened = z.extend(livingPromptSchema._zod.def.getter(), {
  _capabilities: z.object({ edit: z.boolean() })
});

/**
 * Prompts shared with a person as they live: by e-mail, to see or to change what they say. A grant opens that one
 * prompt, whatever else there is in its organization.
 */
export function createGrantRoutes(deps: GrantDeps): Hono<Env> {
  const { sql, writer, author, audit, now, newId, presence } = deps;
  const rows = prepareGrantRows(sql, now);

  function note(organizationId: string, actor: string, verb: string, subject: string, facts = {}) {
    audit.write({ organizationId, actor, verb, subject, facts });
  }

  /** @throws AppError NOT_FOUND: no grant, or one to a prompt that is gone */
  function granted({ userId }: Principal, grantId: string): GrantRow {
    const row = rows.find(userId, grantId);
    if (!row) throw new AppError('NOT_FOUND');
    return row;
  }

  const people = route(
    'edit',
    { params: byId, answer: grantsSchema },
    ({ principal, params: { id: promptId } }) => {
      living(author, principal.scope, 'prompts', promptId);
      return { items: rows.people(principal.organizationId, promptId) };
    }
  );

  const give = route(
    'edit',
    { params: byId, body: newGrantSchema, answer: grantsSchema },
    async ({ c, principal, params: { id: promptId }, body: { email, role, secretsSeen } }) => {
      const { organizationId, scope, userId: by } = principal;
      await writer.transact(() => {
        const { prompt, messages } = storedPrompt(author, scope, promptId);
        const seen = sharePrompt('', promptContent(prompt, messages));
        judgeSecrets(deps, organizationId, seen, secretsSeen);
        const userId = rows.idOf(email);
        if (userId === null)
          throw new AppError('NOT_FOUND', {
            detail: 'Nobody here has an account with that e-mail address.'
          });
        if (userId === by)
          throw new AppError('INVALID_REQUEST', { detail: 'body.email: that is you.' });
        const given = { id: newId(), organizationId, promptId, userId, role, shareId: null };
        rows.give({ ...given, createdAt: now() }, by);
        note(organizationId, by, 'grant.create', promptId, { person: userId, role });
      });
      return c.json({ items: rows.people(organizationId, promptId) }, 201);
    }
  );

  const take = route(
    'edit',
    { params: grantParams, answer: 'nothing' },
    async ({
      c,
      principal: { organizationId, scope, userId },
      params: { id: promptId, grantId }
    }) => {
      const whose = rows.personOf(organizationId, promptId, grantId);
      await writer.transact(() => {
        if (!rows.take(organizationId, promptId, grantId)) throw new AppError('NOT_FOUND');
        note(organizationId, userId, 'grant.delete', promptId, { grant: grantId });
      });
      if (whose !== null) presence.leave(whose, { scope, promptId });
      return c.body(null, 204);
    }
  );

  const withMe = route('person', { answer: sharedWithMeListSchema }, ({ principal }) => ({
    items: rows.ofPerson(principal.userId).flatMap((row): SharedWithMe[] => {
      const isThere = author.read(row.scope, 'prompts', row.promptId)?.deletedAt === null;
      return isThere ? [livingPrompt(author, row).shared] : [];
    })
  }));

  const show = route(
    'person',
    { params: byId, answer: opened },
    ({ principal, params: { id: grantId } }) => {
      const row = granted(principal, grantId);
      return { ...livingPrompt(author, row), _capabilities: { edit: row.role === 'edit' } };
    }
  );

  const edit = route(
    'person',
    { params: byId, body: livingEditSchema, maxBytes, answer: opened },
    async ({ principal, params: { id: grantId }, body }) =>
      writer.transact(() => {
        const row = granted(principal, grantId);
        if (row.role !== 'edit') throw new AppError('FORBIDDEN');
        author.write(row.scope, livingChanges(author, row, body));
        note(row.organizationId, principal.userId, 'grant.edit', row.promptId);
        return { ...livingPrompt(author, row), _capabilities: { edit: true } };
      })
  );

  /** The same as `POST /v1/presence`, for a prompt one sees by a grant. */
  const present = route(
    'person',
    { body: grantPresenceBodySchema, answer: presentSchema },
    ({ c, principal, body }) => {
      const { id: grantId, ...said } = body;
      const { scope, promptId } = granted(principal, grantId);
      living(author, scope, 'prompts', promptId);
      return { people: presence.say(principal, { scope, promptId, ...said }, c.get('streams')) };
    }
  );

  /** A copy of the organization's own, or of one that is shared with who asks. */
  const fork = route(
    'edit',
    { params: byId, answer: forkSchema },
    async ({ c, principal, params: { id: promptId } }) => {
      const { scope, userId, organizationId, via } = principal;
      const made = await writer.transact(() => {
        const own = author.read(scope, 'prompts', promptId);
        const isOwn = own !== null && own.deletedAt === null;
        // A key stands for one organization, and no person shares anything with it.
        const grant = isOwn || via === 'key' ? null : rows.forPrompt(userId, promptId);
        if (!isOwn && !grant) throw new AppError('NOT_FOUND');
        const from = grant?.scope ?? scope;
        const { prompt, messages } = storedPrompt(author, from, promptId);
        const shared = sharePrompt(prompt.name, promptContent(prompt, messages), prompt.text.spans);
        const model = isOwn ? (prompt.modelConfig.model ?? null) : null;
        const id = forkInto(author, scope, shared, { now: now(), newId }, model);
        note(organizationId, userId, 'prompt.fork', id, { from: promptId });
        return { id, kind: prompt.kind };
      });
      return c.json(made, 201, { location: `/v1/prompts/${made.id}` });
    }
  );

  return new Hono<Env>()
    .get('/v1/prompts/shared-with-me', withMe)
    .post('/v1/prompts/shared-with-me/presence', present)
    .get('/v1/prompts/shared-with-me/:id', show)
    .patch('/v1/prompts/shared-with-me/:id', edit)
    .get('/v1/prompts/:id/shares', people)
    .post('/v1/prompts/:id/shares', give)
    .delete('/v1/prompts/:id/shares/:grantId', take)
    .post('/v1/prompts/:id/fork', fork);
}
