import { Hono } from 'hono';
import { pullRequestSchema, pushLimits, pushRequestSchema } from '#shared/protocol';
import { route, type Env } from '../http/route.ts';
import type { Feed } from './feed.ts';
import type { Records } from './records.ts';

interface Deps {
  records: Records;
  feed: Feed;
  /** The person's event stream. */
  events: (scope: string) => Response;
}

export function createSyncRoutes({ records, feed, events }: Deps): Hono<Env> {
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
    '/events',
    route('person', {}, ({ principal }) => events(principal.scope))
  );

  return app;
}
