import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { connectionKinds } from '#shared/model-registry';
import { listShape } from '../http/answers.ts';
import { route } from '../http/route.ts';
import { defaultBaseUrls } from './connection.ts';
import { withScheme } from './endpoint-url.ts';
import { errorFacts, errorShape } from './error-facts.ts';
import { createModelsRoute } from './models-route.ts';
import type { ModelInfo } from '#shared/models';
import { byId } from '../http/by-id.ts';
import type { Env } from '../http/route.ts';
import type { Connection } from './connection.ts';
import type { Directory } from './connections.ts';
import type { Egress } from './egress.ts';

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(80));
const baseUrl = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));
// A header cannot hold more: line breaks and characters outside ASCII come from a bad paste.
const key = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(4096),
    z.regex(/^[\x21-\x7e]+$/, 'A key has no spaces, line breaks or special characters')
  );

const newConnection = z.strictObject({
  kind: z.enum(connectionKinds),
  name,
  baseUrl: z.optional(baseUrl),
  key: z.optional(z.nullable(key))
});
const patch = z.strictObject({
  name: z.optional(name),
  baseUrl: z.optional(baseUrl),
  key: z.optional(z.nullable(key))
});

const shown = z.object({
  ...{ id: z.string(), name: z.string() },
  kind: z.enum([...connectionKinds, 'sample']),
  baseUrl: z.nullable(z.string()),
  source: z.enum(['sample', 'environment', 'local', 'stored']),
  readOnly: z.boolean(),
  /** The last four characters of the key. */
  keyLast4: z.nullable(z.string()),
  createdAt: z.nullable(z.number()),
  updatedAt: z.nullable(z.number())
});
/** `keyDropped`: the address is another one, so the key was not kept. */
const edited = z.extend(shown, { keyDropped: z.boolean() });
const tested = z.object({
  ok: z.boolean(),
  models: z.array(z.string()),
  error: z.optional(errorShape)
});

/** Connections and their models. A key goes in and never comes out; its last four characters do. */
export function createConnectionsRoutes(deps: {
  directory: Directory;
  egress: Egress;
  sample: ModelInfo;
  now: () => number;
}): Hono<Env> {
  const { directory, egress, sample } = deps;
  const app = new Hono<Env>();

  function find(organizationId: string, id: string): Connection {
    const found = directory.list(organizationId).find((each) => each.id === id);
    if (!found) throw new AppError('CONNECTION_NOT_FOUND');
    return found;
  }

  function addressOf(typed: string): string {
    const address = withScheme(typed);
    if (!URL.canParse(address))
      throw new AppError('INVALID_REQUEST', { detail: `${typed} is not an address.` });
    return egress.check(address).href;
  }

  function findOwn(organizationId: string, id: string): Connection {
    const found = find(organizationId, id);
    if (found.source !== 'stored')
      throw new AppError('CONFLICT', {
        detail:
          found.source === 'environment'
            ? 'This connection is set in the server’s environment; change it there.'
            : 'This connection was found on this machine; it goes when its server does.'
      });
    return found;
  }

  app.get('/models', createModelsRoute(deps));

  app.get(
    '/connections',
    route('view', { answer: listShape(shown) }, ({ principal }) => ({
      items: [sampleConnection(sample), ...directory.list(principal.organizationId).map(toWire)],
      nextCursor: null
    }))
  );

  app.post(
    '/connections',
    route('manage', { body: newConnection, answer: shown }, async ({ c, principal, body }) => {
      const given = body.baseUrl ?? defaultBaseUrls[body.kind];
      if (given === undefined)
        throw new AppError('INVALID_REQUEST', { detail: 'The address of the server is missing.' });
      const { organizationId } = principal;
      const id = await directory.stored.create(principal, {
        kind: body.kind,
        name: body.name,
        baseUrl: addressOf(given),
        key: body.key ?? null
      });
      return c.json(toWire(find(organizationId, id)), 201);
    })
  );

  app.patch(
    '/connections/:id',
    route(
      'manage',
      { params: byId, body: patch, answer: edited },
      async ({ principal, params, body }) => {
        const { organizationId } = principal;
        findOwn(organizationId, params.id);
        const { keyDropped } = await directory.stored.edit(principal, params.id, {
          ...body,
          baseUrl: body.baseUrl === undefined ? undefined : addressOf(body.baseUrl)
        });
        return { ...toWire(find(organizationId, params.id)), keyDropped };
      }
    )
  );

  app.delete(
    '/connections/:id',
    route('manage', { params: byId, answer: 'nothing' }, async ({ c, principal, params }) => {
      findOwn(principal.organizationId, params.id);
      await directory.stored.delete(principal, params.id);
      return c.body(null, 204);
    })
  );

  app.post(
    '/connections/:id/test',
    route('manage', { params: byId, answer: tested }, async ({ principal, params }) => {
      if (params.id === sample.connectionId) return { ok: true, models: [sample.name] };
      const listing = await directory.test(find(principal.organizationId, params.id));
      // A server that refuses is an answer to the question, not a failure of asking.
      return listing.status === 'error' && listing.error
        ? { ok: false, models: [], error: errorFacts(listing.error) }
        : { ok: true, models: listing.models.map((model) => model.name) };
    })
  );

  return app;
}

function toWire(connection: Connection) {
  const { id, kind, name, baseUrl, source, keyLast4, createdAt, updatedAt } = connection;
  const readOnly = source !== 'stored';
  return { id, kind, name, baseUrl, source, readOnly, keyLast4, createdAt, updatedAt };
}

function sampleConnection(sample: ModelInfo): z.input<typeof shown> {
  return {
    id: sample.connectionId,
    kind: 'sample',
    name: sample.label,
    baseUrl: null,
    source: 'sample',
    readOnly: true,
    keyLast4: null,
    createdAt: null,
    updatedAt: null
  };
}
