import { Hono } from 'hono';
import type { Context } from 'hono';
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
import type { Env, Principal } from '../http/route.ts';
import type { Connection, ConnectionAsker } from './connection.ts';
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
/** Of one's own: that this key is stored, sealed, for one's own runs. */
const consent = { consent: z.optional(z.boolean()) };
const newOwn = z.extend(newConnection, consent);
const ownPatch = z.extend(patch, consent);

const shown = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum([...connectionKinds, 'sample']),
  baseUrl: z.nullable(z.string()),
  source: z.enum(['sample', 'environment', 'local', 'stored']),
  readOnly: z.boolean(),
  /** The last four characters of the key. */
  keyLast4: z.nullable(z.string()),
  /** Only whoever asks sees and uses it. */
  own: z.boolean(),
  /** When they agreed to their key being stored. */
  consentedAt: z.nullable(z.number()),
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

/** Who asks, and whether they mean their own. */
type By = ConnectionAsker & { own: boolean };

/** Connections and their models. A key goes in and never comes out; its last four characters do. */
export function createConnectionsRoutes(deps: {
  directory: Directory;
  egress: Egress;
  sample: ModelInfo;
  now: () => number;
}): Hono<Env> {
  const { directory, egress, sample } = deps;
  const app = new Hono<Env>();

  /** The organization's have one address and one's own another, so that each has its own right. */
  function find(by: By, id: string): Connection {
    const found = directory.list(by).find((each) => each.id === id && !each.own === !by.own);
    if (!found) throw new AppError('CONNECTION_NOT_FOUND');
    return found;
  }

  function addressOf(typed: string): string {
    const address = withScheme(typed);
    if (!URL.canParse(address))
      throw new AppError('INVALID_REQUEST', { detail: `${typed} is not an address.` });
    return egress.check(address).href;
  }

  function findStored(by: By, id: string): Connection {
    const found = find(by, id);
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
      items: [sampleConnection(sample), ...directory.list(principal).map(toWire)],
      nextCursor: null
    }))
  );

  async function create(c: Context<Env>, by: By, body: z.output<typeof newOwn>) {
    const given = body.baseUrl ?? defaultBaseUrls[body.kind];
    if (given === undefined)
      throw new AppError('INVALID_REQUEST', { detail: 'The address of the server is missing.' });
    const { kind, name, key = null, consent } = body;
    const baseUrl = addressOf(given);
    const id = await directory.stored.create(by, { kind, name, baseUrl, key, consent });
    return c.json(toWire(find(by, id)), 201);
  }

  async function edit(by: By, id: string, body: z.output<typeof ownPatch>) {
    findStored(by, id);
    const { keyDropped } = await directory.stored.edit(by, id, {
      ...body,
      baseUrl: body.baseUrl === undefined ? undefined : addressOf(body.baseUrl)
    });
    return { ...toWire(find(by, id)), keyDropped };
  }

  async function remove(c: Context<Env>, by: By, id: string) {
    findStored(by, id);
    await directory.stored.delete(by, id);
    return c.body(null, 204);
  }

  async function test(by: By, id: string): Promise<z.input<typeof tested>> {
    const listing = await directory.test(find(by, id));
    // A server that refuses is an answer to the question, not a failure of asking.
    return listing.status === 'error' && listing.error
      ? { ok: false, models: [], error: errorFacts(listing.error) }
      : { ok: true, models: listing.models.map((model) => model.name) };
  }

  app.post(
    '/connections',
    route('manage', { body: newConnection, answer: shown }, ({ c, principal, body }) =>
      create(c, forAll(principal), body)
    )
  );

  app.patch(
    '/connections/:id',
    route('manage', { params: byId, body: patch, answer: edited }, ({ principal, params, body }) =>
      edit(forAll(principal), params.id, body)
    )
  );

  app.delete(
    '/connections/:id',
    route('manage', { params: byId, answer: 'nothing' }, ({ c, principal, params }) =>
      remove(c, forAll(principal), params.id)
    )
  );

  app.post(
    '/connections/:id/test',
    route('manage', { params: byId, answer: tested }, ({ principal, params }) =>
      params.id === sample.connectionId
        ? { ok: true, models: [sample.name] }
        : test(forAll(principal), params.id)
    )
  );

  app.post(
    '/connections/own',
    route('run', { body: newOwn, answer: shown }, ({ c, principal, body }) =>
      create(c, forOneself(principal), body)
    )
  );

  app.patch(
    '/connections/own/:id',
    route('run', { params: byId, body: ownPatch, answer: edited }, ({ principal, params, body }) =>
      edit(forOneself(principal), params.id, body)
    )
  );

  app.delete(
    '/connections/own/:id',
    // Also for who may not run any more: consent can always be taken back.
    route('view', { params: byId, answer: 'nothing' }, ({ c, principal, params }) => {
      // Whoever has none hears that first, whatever they came with.
      findStored({ ...principal, own: true }, params.id);
      return remove(c, forOneself(principal), params.id);
    })
  );

  app.post(
    '/connections/own/:id/test',
    route('run', { params: byId, answer: tested }, ({ principal, params }) =>
      test(forOneself(principal), params.id)
    )
  );

  return app;
}

const forAll = ({ organizationId, userId }: Principal): By => ({
  organizationId,
  userId,
  own: false
});

/** What is a person's own only the person decides on, not a key they made for something else. */
function forOneself({ organizationId, userId, via }: Principal): By {
  if (via === 'key') throw new AppError('FORBIDDEN');
  if (via === 'machine')
    throw new AppError('INVALID_REQUEST', {
      detail: 'Without accounts every connection is this machine’s: add it as one of those.'
    });
  return { organizationId, userId, own: true };
}

function toWire(connection: Connection): z.input<typeof shown> {
  const { id, kind, name, baseUrl, source, keyLast4, own, createdAt, updatedAt } = connection;
  return {
    id,
    kind,
    name,
    baseUrl,
    source,
    readOnly: source !== 'stored',
    keyLast4,
    own: own !== undefined,
    consentedAt: own?.consentedAt ?? null,
    createdAt,
    updatedAt
  };
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
    own: false,
    consentedAt: null,
    createdAt: null,
    updatedAt: null
  };
}
