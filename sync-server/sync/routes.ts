import { Hono, type Context } from 'hono';
import * as z from 'zod/mini';
import { byId } from '../http/by-id.ts';
import { can } from '#shared/access';
import { AppError } from '#shared/errors';
import {
  countsSchema,
  pullRequestSchema,
  pullResponseSchema,
  pushLimits,
  pushRequestSchema,
  pushResponseSchema,
  revisionsPageSchema
} from '#shared/protocol';
import { route, type Env } from '../http/route.ts';
import type { Counts } from './counts.ts';
import type { Feed } from './feed.ts';
import type { Packs } from './packs.ts';
import { pushAs } from './push-as.ts';
import type { Records } from './records.ts';
import type { Revisions } from './revisions.ts';

const packParams = z.object({ hash: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'is no hash')) });
const pageQuery = z.object({
  cursor: z.optional(
    z.string().check(z.regex(/^\d{1,15}\.\d{1,15}$/, 'is not a cursor of this list'))
  )
});

interface Deps {
  records: Records;
  feed: Feed;
  packs: Packs;
  revisions: Revisions;
  counts: Counts;
  /** The person's event stream. */
  events: (c: Context<Env>, scope: string) => Response;
}

export function createSyncRoutes(deps: Deps): Hono<Env> {
  const { records, feed, packs, revisions, counts, events } = deps;
  const app = new Hono<Env>();

  app.post(
    '/sync/push',
    route(
      'asker',
      { body: pushRequestSchema, maxBytes: pushLimits.bytes, answer: pushResponseSchema },
      ({ principal, body }) => pushAs(records, principal, body)
    )
  );

  app.post(
    '/sync/pull',
    route('asker', { body: pullRequestSchema, answer: pullResponseSchema }, ({ principal, body }) =>
      // Who lost the right is told so: the device has to forget what it may not know any more.
      feed.pull(can(principal, 'view', principal) ? principal.scope : null, body)
    )
  );

  app.get(
    '/sync/packs/:hash',
    route(
      'view',
      { params: packParams, answer: 'application/octet-stream' },
      ({ principal, params: { hash } }) => {
        const bytes = packs.bytes(principal.scope, hash);
        if (!bytes) throw new AppError('NOT_FOUND', { detail: 'The pack.' });
        // The device keeps it itself, and a copy in the browser's cache would outlive a purge.
        return new Response(new Uint8Array(bytes), {
          headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
        });
      }
    )
  );

  app.get(
    '/sync/counts',
    route('view', { answer: countsSchema }, ({ principal }) => counts(principal.scope))
  );

  app.get(
    '/prompts/:id/revisions',
    route(
      'view',
      { params: byId, query: pageQuery, answer: revisionsPageSchema },
      ({ principal, params: { id }, query: { cursor } }) => revisions(principal.scope, id, cursor)
    )
  );

  app.get(
    '/events',
    route('view', { answer: 'text/event-stream' }, ({ c, principal }) => events(c, principal.scope))
  );

  return app;
}
