import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import {
  madeShareSchema,
  mostSharedBytes,
  newShareSchema,
  openedShareSchema,
  openShareSchema,
  sharePatchSchema,
  shareSchema,
  sharesSchema
} from '#shared/sharing/wire';
import { rightsShape } from '../http/answers.ts';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import { createGrantRoutes } from './grant-routes.ts';
import type { GrantDeps } from './grant-routes.ts';
import { createLinkRoutes } from './link-routes.ts';
import { createOpenRates } from './open-rates.ts';
import { createPageRoutes } from './page-routes.ts';
import { createShares } from './shares.ts';
import type { SharesDeps } from './shares.ts';

const reviewed = z.extend(openedShareSchema._zod.def.getter(), {
  share: shareSchema,
  _capabilities: rightsShape
});

export interface Sharing {
  routes: Hono<Env>;
  /** Deletes what ended links showed; every now and then. */
  tidy(): Promise<void>;
}

/** Links to frozen copies: made, listed and revoked by their organization, opened by whoever may. */
export function createSharing(deps: SharesDeps & GrantDeps & { monotonic: () => number }): Sharing {
  const shares = createShares(deps);
  const rates = createOpenRates(deps.monotonic);

  const list = route('edit', { answer: sharesSchema }, ({ principal }) => ({
    items: shares.list(principal.organizationId)
  }));

  const create = route(
    'edit',
    { body: newShareSchema, maxBytes: mostSharedBytes, answer: madeShareSchema },
    async ({ c, principal, body }) => {
      const made = await shares.make(principal, body);
      return c.json(made, 201, { location: `/v1/shares/${made.share.id}` });
    }
  );

  const review = route(
    'edit',
    { params: byId, answer: reviewed },
    ({ principal, params: { id } }) => shares.review(principal, id)
  );

  const change = route(
    'edit',
    { params: byId, body: sharePatchSchema, answer: z.object({ share: shareSchema }) },
    async ({ principal, params: { id }, body }) => ({
      share: await shares.change(principal, id, body)
    })
  );

  const revoke = route(
    'edit',
    { params: byId, answer: 'nothing' },
    async ({ c, principal, params: { id } }) => {
      await shares.revoke(principal, id);
      return c.body(null, 204);
    }
  );

  const open = route(
    'public',
    { params: byId, body: openShareSchema, maxBytes: 4096, answer: openedShareSchema },
    async ({ c, params: { id }, body: { secret } }) => {
      const address = c.get('address');
      rates.take(address);
      const opened = await shares.open(id, secret, c.get('principal'));
      if (opened) return opened;
      rates.failed(address);
      throw new AppError('NOT_FOUND');
    }
  );

  const routes = new Hono<Env>()
    .get('/v1/shares', list)
    .post('/v1/shares', create)
    .get('/v1/shares/:id', review)
    .patch('/v1/shares/:id', change)
    .delete('/v1/shares/:id', revoke)
    .post('/v1/shares/:id/open', open)
    .route('/', createGrantRoutes(deps))
    .route('/', createLinkRoutes(deps, shares, rates))
    .route('/', createPageRoutes(shares, rates));
  return { routes, tidy: shares.tidy };
}
