import { pino } from 'pino';
import type { Logger } from 'pino';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './route.ts';

const secrets = /(Bearer\s+\S+|sk-[\w-]{6,}|AIza[\w-]{10,}|([?&]key=)[^&\s"]+)/g;

/**
 * Only named facts are logged, never content. What looks like a key is taken out of every finished line,
 * at the one place all lines pass.
 */
export function createLog(
  level: string,
  out: { write(line: string): unknown } = process.stdout
): Logger {
  const options = {
    level,
    base: null,
    serializers: {
      err: (error: unknown) => {
        const { name, message, stack } = error as Error;
        return { name, code: (error as { code?: unknown }).code, message, stack };
      }
    }
  };
  return pino(options, { write: (line) => void out.write(line.replace(secrets, '[secret]')) });
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
