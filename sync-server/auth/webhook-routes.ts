import { Hono } from 'hono';
import * as z from 'zod/mini';
import { newWebhookSchema, webhookSchema } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { requireProof, route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';

const place = z.strictObject({ url: z.url('has to be a URL').check(z.maxLength(2_000)) });
const nothing = z.strictObject({});

/** Where an organization hears of its keys. */
export function createWebhookRoutes(deps: AccountsDeps): Hono<Env> {
  const { webhooks, egress, writer, audit, now } = deps;

  const note = ({ organizationId, userId: actor }: Principal, verb: string) =>
    audit.write({ organizationId, actor, verb, subject: '', facts: {} });

  const show = route('manage', { answer: webhookSchema }, ({ principal }) => ({
    webhook: webhooks.read(principal.organizationId)
  }));

  const set = route(
    'manage',
    { body: place, answer: newWebhookSchema },
    async ({ c, principal, body }) => {
      requireProof(principal, now());
      const { href } = egress.check(body.url);
      const made = await writer.transact(() => {
        note(principal, 'webhook.set');
        return webhooks.set(principal.organizationId, href);
      });
      c.status(201);
      return made;
    }
  );

  const remove = route('manage', { answer: 'nothing' }, async ({ c, principal }) => {
    const was = await writer.transact(() => {
      note(principal, 'webhook.delete');
      return webhooks.remove(principal.organizationId);
    });
    if (!was) throw new AppError('NOT_FOUND', { detail: 'The webhook.' });
    return c.body(null, 204);
  });

  const test = route(
    'manage',
    { body: nothing, answer: webhookSchema },
    async ({ c, principal }) => {
      const { organizationId } = principal;
      if (!webhooks.read(organizationId))
        throw new AppError('NOT_FOUND', { detail: 'The webhook.' });
      await writer.transact(() => webhooks.note(organizationId, 'test', {}));
      webhooks.wake();
      c.status(202);
      return { webhook: webhooks.read(organizationId) };
    }
  );

  return new Hono<Env>()
    .get('/v1/webhook', show)
    .put('/v1/webhook', set)
    .delete('/v1/webhook', remove)
    .post('/v1/webhook/test', test);
}
