import type { MiddlewareHandler } from 'hono';
import { apiPolicy } from './content-policy.ts';
import type { Env } from './route.ts';

/** Names of pages and answers that no search engine may keep. */
const unlisted = ['/v1/', '/s/'];

/**
 * What every answer says about itself; `pagePolicy` is for what is not an answer of the API. With `https`
 * people open the app by that alone, whoever speaks it, this server or a proxy before it.
 */
export function headers(pagePolicy: string, https: boolean): MiddlewareHandler<Env> {
  // Browsers take `report-to` by https alone, and would then not look at the older `report-uri`.
  const policyOfPage = https ? `${pagePolicy}; report-to csp` : pagePolicy;
  return async (c, next) => {
    await next();
    const { path } = c.req;
    // What has a stricter one of its own, such as a file, keeps it.
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', path.startsWith('/v1/') ? apiPolicy : policyOfPage);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('cross-origin-resource-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=()');
    if (unlisted.some((start) => path.startsWith(start)))
      c.header('x-robots-tag', 'noindex, nofollow');
    if (https) {
      c.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
      c.header('reporting-endpoints', 'csp="/v1/csp-report"');
    }
    if (path.startsWith('/v1/') && !c.res.headers.has('cache-control'))
      c.header('cache-control', 'no-store');
  };
}
