import type { Hono } from 'hono';
import { factsOf } from './route.ts';
import type { Env, RouteFacts } from './route.ts';

/** A route the app has, with what it says of itself; one made otherwise says nothing. */
export interface ListedRoute extends Partial<RouteFacts> {
  method: string;
  path: string;
}

export function listRoutes(app: Hono<Env>): ListedRoute[] {
  const found = new Map<string, ListedRoute>();
  for (const { method, path, handler } of app.routes)
    if (path.startsWith('/v1/') && method !== 'ALL')
      found.set(`${method} ${path}`, { method, path, ...factsOf(handler) });
  return [...found.values()];
}
