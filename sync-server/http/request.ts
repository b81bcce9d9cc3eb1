import type { MiddlewareHandler } from 'hono';
import type { Env, Principal } from './route.ts';

/** Gives every request an id, a start and whoever asks; answers with the id and the time it took. */
export function request(
  newId: () => string,
  identify: (headers: Headers) => Principal | null
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const requestId = newId();
    c.set('requestId', requestId);
    c.set('startedAt', performance.now());
    c.set('timing', []);
    c.set('principal', identify(c.req.raw.headers));
    await next();
    if (c.env?.outgoing?.headersSent) return;
    c.header('x-request-id', requestId);
    const total = `total;dur=${(performance.now() - c.get('startedAt')).toFixed(1)}`;
    c.header('server-timing', [...c.get('timing'), total].join(', '));
  };
}
