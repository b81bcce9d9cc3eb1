import { Hono } from 'hono';
import type { Context } from 'hono';
import { AppError } from '#shared/errors';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { OpenRates } from './open-rates.ts';
import { doorway, nothing, shownShare, tooMany } from './share-html.ts';
import type { Page } from './share-html.ts';
import type { Shares } from './shares.ts';

const form = {
  body: 'bytes',
  types: ['application/x-www-form-urlencoded'],
  maxBytes: 4096
} as const;

/**
 * The pages behind `/s/`. They know nobody: a cookie changes nothing about them, and what only members may see
 * is opened in the app.
 */
export function createPageRoutes(shares: Shares, rates: OpenRates): Hono<Env> {
  const show = route('public', { params: byId, answer: 'text/html' }, ({ c, params: { id } }) =>
    limited(c, rates, async () => {
      const opened = await shares.open(id, undefined, null);
      return opened
        ? answer(c, shownShare(opened, hrefOf(id, '')), 200)
        : // The same for a link that needs its key and one that is none.
          answer(c, doorway, 404);
    })
  );

  const unlock = route(
    'public',
    { params: byId, ...form, answer: 'text/html' },
    ({ c, params: { id }, body }) =>
      limited(c, rates, async () => {
        const secret = new URLSearchParams(body.toString('utf8')).get('key') ?? '';
        const opened = await shares.open(id, secret, null);
        if (opened) return answer(c, shownShare(opened, hrefOf(id, secret)), 200);
        rates.failed(c.get('address'));
        return answer(c, nothing, 404);
      })
  );

  return new Hono<Env>().get('/s/:id', show).post('/s/:id', unlock);
}

async function limited(
  c: Context<Env>,
  rates: OpenRates,
  work: () => Promise<Response>
): Promise<Response> {
  try {
    rates.take(c.get('address'));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    c.header('retry-after', String(Math.ceil((error.retryAfterMs ?? 1000) / 1000)));
    return answer(c, tooMany, 429);
  }
  return work();
}

function hrefOf(id: string, secret: string): string {
  return `/shares/${id}${secret === '' ? '' : `#${encodeURIComponent(secret)}`}`;
}

/** Never kept by anybody: what was revoked must not be seen once more. */
function answer(c: Context<Env>, { html, policy }: Page, status: 200 | 404 | 429): Response {
  return c.html(html, status, {
    'cache-control': 'no-store',
    'content-security-policy': policy
  });
}
