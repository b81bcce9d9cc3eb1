import { Hono } from 'hono';
import * as z from 'zod/mini';
import { listRoutes } from '../http/list-routes.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import { openApiDocument } from './document.ts';

/** The standard says what is in it. */
const document = z.record(z.string(), z.unknown());

/** The document of the whole app, which is known once all of its features are in it. */
export function createOpenApiRoutes(app: () => Hono<Env>): Hono<Env> {
  let made: z.input<typeof document> | null = null;
  return new Hono<Env>().get(
    '/v1/openapi.json',
    route('public', { answer: document }, ({ c }) => {
      const { origin } = new URL(c.req.url);
      return (made ??= openApiDocument(listRoutes(app()), origin));
    })
  );
}
