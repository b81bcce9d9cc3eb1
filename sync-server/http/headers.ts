import type { MiddlewareHandler } from 'hono';
import type { Env } from './route.ts';

/**
 * The script part of the policy stands in the shell's own <meta> (its hash is made at build time); this
 * adds what a <meta> cannot say. CodeMirror and Svelte write style elements, hence 'unsafe-inline' there.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'"
].join('; ');

export const headers: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.header('content-security-policy', policy);
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('cross-origin-opener-policy', 'same-origin');
  c.header('cross-origin-resource-policy', 'same-origin');
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=()');
  if (c.req.path.startsWith('/v1/') && !c.res.headers.has('cache-control'))
    c.header('cache-control', 'no-store');
};
