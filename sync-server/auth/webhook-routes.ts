import { Hono } from 'hono';
import * as z from 'zod/mini';
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

  const show = route('manage', {}, ({ principal }) => ({
    webhook: webhooks.read(principal.organizationId)
  }));

  const set = route('manage', { body: place }, async ({ c, principal, body }) => {
    requireProof(principal, now());
    const { href } = egress.check(body.url);
    const secret = await writer.transact(() => {
      note(principal, 'webhook.set');
      return webhooks.set(principal.organizationId, href);
    });
    return c.json({ webhook: webhooks.read(principal.organizationId), secret }, 201);
  });

  const remove = route('manage', {}, async ({ c, principal }) => {
    const was = await writer.transact(() => {
      note(principal, 'webhook.delete');
      return webhooks.remove(principal.organizationId);
    });
    if (!was) throw new AppError('NOT_FOUND', { detail: 'The webhook.' });
    return c.body(null, 204);
  });

  const test = route('manage', { body: nothing }, async ({ c, principal }) => {
    const { organizationId } = principal;
    if (!webhooks.read(organizationId)) throw new AppError('NOT_FOUND', { detail: 'The webhook.' });
    await writer.transact(() => webhooks.note(organizationId, 'test', {}));
    webhooks.wake();
    return c.json({ webhook: webhooks.read(organizationId) }, 202);
  });

  return new Hono<Env>()
    .get('/v1/webhook', show)
    .put('/v1/webhook', set)
    .delete('/v1/webhook', remove)
    .post('/v1/webhook/test', test);
}
