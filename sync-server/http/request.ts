import type { MiddlewareHandler } from 'hono';
import type { Env, Principal } from './route.ts';

interface Deps {
  newId: () => string;
  identify: (headers: Headers) => Promise<Principal | null> | Principal | null;
  now: () => number;
}

/** Gives every request an id, a start and whoever asks; answers with the id and the time it took. */
export function request({ newId, identify, now }: Deps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = newId();
    c.set('requestId', requestId);
    c.set('startedAt', performance.now());
    c.set('timing', []);
    c.set('now', now);
    c.set('principal', await identify(c.req.raw.headers));
    await next();
    if (c.env?.outgoing?.headersSent) return;
    c.header('x-request-id', requestId);
    const total = `total;dur=${(performance.now() - c.get('startedAt')).toFixed(1)}`;
    c.header('server-timing', [...c.get('timing'), total].join(', '));
  };
}
