import { pino } from 'pino';
import type { Logger } from 'pino';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './route.ts';

const secrets = /(Bearer\s+\S+|sk-[\w-]{6,}|AIza[\w-]{10,}|([?&]key=)[^&\s"]+)/g;

/** Only named facts are logged, never content; what looks like a key is taken out all the same. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    serializers: {
      err: (error: unknown) => {
        const { name, message, stack } = error as Error;
        const code = (error as { code?: unknown }).code;
        return { name, code, message: scrub(String(message)), stack: scrub(String(stack ?? '')) };
      }
    }
  };
  return destination ? pino(options, destination) : pino(options);
}

function scrub(text: string) {
  return text.replace(secrets, '[secret]').slice(0, 4000);
}

/** One line per request, with its id; the query string may hold what was searched, so it stays out. */
export function requestLog(log: Logger): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    if (!c.req.path.startsWith('/v1/')) return;
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round((performance.now() - c.get('startedAt')) * 10) / 10
      },
      'request'
    );
  };
}
