import type { MiddlewareHandler } from 'hono';
import { AppError } from '#shared/errors';
import type { Env } from './route.ts';

/**
 * Keeps other web pages out of a server that has no login. A page of another origin can make a browser
 * send requests here, or re-bind its own name to 127.0.0.1; neither can forge Host, Origin or
 * Sec-Fetch-Site (research: Fetch Metadata, CVE-2025-66414).
 */
export function guard(allowedHosts: () => string[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    const hosts = allowedHosts();
    if (!hosts.includes(host)) throw new AppError('MISDIRECTED');

    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    const navigation = c.req.header('sec-fetch-mode') === 'navigate' && c.req.method === 'GET';
    const isShell = !c.req.path.startsWith('/v1/');
    if (site && site !== 'same-origin' && site !== 'none' && !(navigation && isShell))
      throw new AppError('FORBIDDEN_ORIGIN');
    if (origin && !hosts.some((own) => origin === `http://${own}` || origin === `https://${own}`))
      throw new AppError('FORBIDDEN_ORIGIN');
    await next();
  };
}
