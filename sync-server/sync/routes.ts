import { Hono } from 'hono';
import * as z from 'zod/mini';
import { pullRequestSchema, pushLimits, pushRequestSchema } from '#shared/protocol';
import { route, type Env } from '../http/route.ts';
import type { Counts } from './counts.ts';
import type { Feed } from './feed.ts';
import type { Records } from './records.ts';
import type { Revisions } from './revisions.ts';

const promptParams = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)) });
const pageQuery = z.object({
  cursor: z.optional(
    z.string().check(z.regex(/^\d{1,15}\.\d{1,15}$/, 'is not a cursor of this list'))
  )
});

interface Deps {
  records: Records;
  feed: Feed;
  revisions: Revisions;
  counts: Counts;
  /** The person's event stream. */
  events: (scope: string) => Response;
}

export function createSyncRoutes({ records, feed, revisions, counts, events }: Deps): Hono<Env> {
  const app = new Hono<Env>();

  app.post(
    '/sync/push',
    route(
      'person',
      { body: pushRequestSchema, maxBytes: pushLimits.bytes },
      ({ principal, body }) => records.push(principal.scope, body)
    )
  );

  app.post(
    '/sync/pull',
    route('person', { body: pullRequestSchema }, ({ principal, body }) =>
      feed.pull(principal.scope, body)
    )
  );

  app.get(
    '/sync/counts',
    route('person', {}, ({ principal }) => counts(principal.scope))
  );

  app.get(
    '/prompts/:id/revisions',
    route(
      'person',
      { params: promptParams, query: pageQuery },
      ({ principal, params: { id }, query: { cursor } }) => revisions(principal.scope, id, cursor)
    )
  );

  app.get(
    '/events',
    route('person', {}, ({ principal }) => events(principal.scope))
  );

  return app;
}
