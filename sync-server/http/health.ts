import { Hono } from 'hono';
import type { Sql } from '../db/open.ts';
import type { Env } from './route.ts';

/** `/healthz`: the process answers. `/readyz`: it may be sent work. */
export function createHealth(sql: Sql, isDraining: () => boolean) {
  const health = new Hono<Env>();
  health.get('/healthz', (c) => c.json({ status: 'ok' }));
  health.get('/readyz', (c) => {
    if (isDraining()) return c.json({ status: 'draining' }, 503);
    sql.prepare('select 1').get();
    return c.json({ status: 'ready' });
  });
  return health;
}
