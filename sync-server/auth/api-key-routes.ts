import { Hono } from 'hono';
import * as z from 'zod/mini';
import { can, verbs } from '#shared/access';
import { apiKeysSchema, newApiKeySchema } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { byId } from '../http/by-id.ts';
import { requireProof, route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';
import { graceMs } from './api-keys.ts';

const newKey = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  grants: z.array(z.enum(verbs)).check(z.minLength(1, 'has to name at least one right')),
  days: z._default(z.int().check(z.minimum(1), z.maximum(365)), 90)
});

const day = 24 * 60 * 60 * 1000;

/** The product's own API keys: each is shown once, and does no more than whoever made it may. */
export function createApiKeyRoutes(deps: AccountsDeps): Hono<Env> {
  const { keys, webhooks, writer, audit, now } = deps;

  function note({ organizationId, userId }: Principal, verb: string, subject: string) {
    audit.write({ organizationId, actor: userId, verb, subject, facts: {} });
  }

  const list = route('manage', { answer: apiKeysSchema }, ({ principal }) => ({
    items: keys.list(principal.organizationId)
  }));

  const create = route(
    'manage',
    { body: newKey, answer: newApiKeySchema },
    async ({ c, principal, body }) => {
      // A key that could make keys would be all keys.
      requireProof(principal, now());
      const { name, days } = body;
      const grants = verbs.filter((verb) => body.grants.includes(verb));
      if (!grants.every((verb) => can(principal, verb, principal))) throw new AppError('FORBIDDEN');
      const made = await writer.transact(() => {
        const fresh = keys.make(principal, { name, grants, expiresAt: now() + days * day });
        note(principal, 'apiKey.create', fresh.apiKey.id);
        return fresh;
      });
      c.status(201);
      return made;
    }
  );

  const rotate = route(
    'manage',
    { params: byId, answer: newApiKeySchema },
    async ({ c, principal, params: { id } }) => {
      requireProof(principal, now());
      const made = await writer.transact(() => {
        const fresh = keys.rotate(principal.organizationId, id);
        note(principal, 'apiKey.rotate', id);
        const { apiKey } = fresh;
        webhooks.note(principal.organizationId, 'api_key.rotated', {
          id,
          replacedBy: apiKey.id,
          name: apiKey.name,
          last4: apiKey.last4,
          oldKeyEndsAt: new Date(now() + graceMs).toISOString()
        });
        return fresh;
      });
      webhooks.wake();
      c.status(201);
      return made;
    }
  );

  const revoke = route(
    'manage',
    { params: byId, answer: 'nothing' },
    async ({ c, principal, params: { id } }) => {
      const was = await writer.transact(() => {
        note(principal, 'apiKey.revoke', id);
        return keys.revoke(principal.organizationId, id);
      });
      if (!was) throw new AppError('NOT_FOUND', { detail: 'The API key.' });
      deps.streams.close(({ viaId }) => viaId === id);
      return c.body(null, 204);
    }
  );

  return new Hono<Env>()
    .get('/v1/api-keys', list)
    .post('/v1/api-keys', create)
    .post('/v1/api-keys/:id/rotate', rotate)
    .delete('/v1/api-keys/:id', revoke);
}
