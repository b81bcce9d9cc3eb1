import type { MiddlewareHandler } from 'hono';
import { addressKey } from './address.ts';
import { clientAddress } from './client-address.ts';
import type { Env, Principal } from './route.ts';
import type { Streams } from './streams.ts';

interface Deps {
  newId: () => string;
  identify: (headers: Headers) => Promise<Principal | null> | Principal | null;
  now: () => number;
  /** Proxies before this server. */
  proxyHops?: number;
  streams: Streams;
}

/** Gives every request an id, a start and whoever asks; answers with the id and the time it took. */
export function request(deps: Deps): MiddlewareHandler<Env> {
  const { newId, identify, now, proxyHops = 0 } = deps;
  return async (c, next) => {
    const requestId = newId();
    c.set('requestId', requestId);
    c.set('startedAt', performance.now());
    c.set('timing', []);
    c.set('now', now);
    c.set('streams', deps.streams);
    const remote = c.env?.incoming?.socket?.remoteAddress;
    const heard = clientAddress(remote, c.req.header('x-forwarded-for'), proxyHops);
    c.set('address', addressKey(heard));
    // The site is the same for everybody; who asks is looked up for the interface alone.
    const asks = c.req.path.startsWith('/v1/');
    c.set('principal', asks ? await identify(c.req.raw.headers) : null);
    await next();
    if (c.env?.outgoing?.headersSent) return;
    c.header('x-request-id', requestId);
    const total = `total;dur=${(performance.now() - c.get('startedAt')).toFixed(1)}`;
    c.header('server-timing', [...c.get('timing'), total].join(', '));
  };
}
