import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { AppError } from '#shared/errors';
import type { Env } from './route.ts';
import type { Shell } from './shell.ts';

/**
 * The built site. Hashed assets never change and are kept for a year; everything else is asked for
 * anew. A missing asset is a 404, never the shell: an old page must notice that a chunk is gone.
 */
export function createSite(root: string, page: Shell | null) {
  const site = new Hono<Env>();
  if (page === null) {
    site.get('*', (c) => c.text('The site is not built. Run: npm run build\n', 503));
    return site;
  }
  const files = serveStatic({
    root,
    precompressed: true,
    onFound: (path, c) => {
      const hashed = path.includes('/_app/immutable/');
      c.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    }
  });
  const shell = (c: Context<Env>) => page.answer(c);
  site.get('/', shell);
  site.get('/app-shell.html', shell);
  site.get('*', files);
  site.all('/_app/*', () => {
    throw new AppError('NOT_FOUND');
  });
  site.get('*', shell);
  return site;
}
