import type { MiddlewareHandler } from 'hono';
import { apiPolicy } from './content-policy.ts';
import type { Env } from './route.ts';

/** Names of pages and answers that no search engine may keep. */
const unlisted = ['/v1/', '/s/'];

/** What every answer says about itself; `pagePolicy` is for what is not an answer of the API. */
export function headers(pagePolicy: string): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const { path } = c.req;
    // What has a stricter one of its own, such as a file, keeps it.
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', path.startsWith('/v1/') ? apiPolicy : pagePolicy);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=()');
    if (unlisted.some((start) => path.startsWith(start)))
      c.header('x-robots-tag', 'noindex, nofollow');
    if (new URL(c.req.url).protocol === 'https:') {
      c.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
      // Browsers take this one by https alone, and would then not look at the older report-uri.
      c.header('reporting-endpoints', 'csp="/v1/csp-report"');
      const policy = c.res.headers.get('content-security-policy');
      if (policy?.includes('report-uri'))
        c.header('content-security-policy', `${policy}; report-to csp`);
    }
    if (path.startsWith('/v1/') && !c.res.headers.has('cache-control'))
      c.header('cache-control', 'no-store');
  };
}
