import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Env as HonoEnv, Handler } from 'hono';
import type * as z from 'zod/mini';
import { can } from '#shared/access';
import type { Asker, Verb } from '#shared/access';
import { AppError } from '#shared/errors';
import { json } from './json.ts';
import type { Streams } from './streams.ts';

/** Who asks, and in which organization. In local mode there is one implicit owner. */
export interface Principal extends Asker {
  userId: string;
  /** Where the organization's records are. */
  scope: string;
  /** How they showed who they are: a key may do less than the person who made it. */
  via: 'machine' | 'session' | 'key';
  /** The session, or the key. */
  viaId: string;
  /** When they last proved who they are, in milliseconds; on one's own machine it is not asked. */
  provenAt: number | null;
}

/**
 * Who may call a route: who has that right in the organization; `person`: anyone signed in, about
 * themselves; `sudo`: the same, and they proved who they are a moment ago; `asker`: anyone known, and the
 * handler judges each thing that is asked for by itself; `public`: anyone at all.
 */
export type Policy = Verb | 'person' | 'sudo' | 'asker' | 'public';

export interface Env extends HonoEnv {
  Variables: {
    requestId: string;
    startedAt: number;
    principal: Principal | null;
    timing: string[];
    /** Milliseconds since the epoch. */
    now: () => number;
    /** Where the request came from, as limits count it. */
    address: string;
    streams: Streams;
  };
  Bindings: {
    incoming: IncomingMessage;
    outgoing: ServerResponse;
  };
}

type Schema = z.ZodMiniType;
/** What is answered when all is well: JSON of a schema, a body of another media type, or `nothing`. */
export type AnswerShape = Schema | 'nothing' | AnswerType;
type AnswerType =
  'application/octet-stream' | 'application/x-ndjson' | 'text/event-stream' | 'text/html';
/** `bytes`: the body is a file of at most `maxBytes`, not JSON. */
type Shape = {
  params?: Schema;
  query?: Schema;
  body?: Schema | 'bytes';
  /** Media types the body may have, if not `application/json` alone, or of a file `application/octet-stream`. */
  types?: readonly string[];
  maxBytes?: number;
  answer: AnswerShape;
};
/** A schema says what has to be returned; nobody parses it again on the way out. */
type Returned<S extends Shape> =
  Response | (S['answer'] extends Schema ? z.input<S['answer']> : never);
type Output<S extends Schema | 'bytes' | undefined> = S extends Schema
  ? z.output<S>
  : S extends 'bytes'
    ? Buffer
    : undefined;

interface Input<S extends Shape> {
  c: Context<Env>;
  principal: Principal;
  params: Output<S['params']>;
  query: Output<S['query']>;
  body: Output<S['body']>;
}

const defaultMaxBytes = 2 * 1024 * 1024;
const nobody: Principal = {
  userId: '',
  organizationId: '',
  scope: '',
  role: null,
  via: 'session',
  viaId: '',
  provenAt: null
};

/** What a registered route says of itself, for the document of the interface and for tests. */
export interface RouteFacts {
  policy: Policy;
  shape: Shape;
}
const facts = new WeakMap<object, RouteFacts>();
export const factsOf = (handler: object): RouteFacts | undefined => facts.get(handler);

/** So long ago one may have proved who one is, for what cannot be taken back. */
const sudoMs = 10 * 60_000;

/**
 * The only way to register a route: who may, what comes in, what happens. The handler returns a JSON
 * value (200), or a Response of its own. Input that does not parse never reaches it.
 */
export function route<const S extends Shape>(
  policy: Policy,
  schema: S,
  handler: (input: Input<S>) => Returned<S> | Promise<Returned<S>>
): Handler<Env> {
  const answerTo: Handler<Env> = async (c) => {
    const hasKey = c.req.header('authorization') !== undefined;
    const principal = admit(policy, c.get('principal'), c.get('now'), hasKey);
    const input = {
      c,
      principal,
      params: schema.params && parse(schema.params, c.req.param(), 'path'),
      query: schema.query && parse(schema.query, c.req.query(), 'query'),
      body: await readWhileKnown(c, principal, schema)
    } as Input<S>;
    const answer = await handler(input);
    return answer instanceof Response ? answer : json(c, answer);
  };
  facts.set(answerTo, { policy, shape: schema });
  return answerTo;
}

/** Whoever may not know that an organization exists hears the same as if it did not. */
function admit(
  policy: Policy,
  principal: Principal | null,
  now: () => number,
  hasKey: boolean
): Principal {
  if (policy === 'public') return principal ?? nobody;
  // A program is told of its key, not of a session it never had.
  if (!principal)
    throw new AppError(
      'UNAUTHENTICATED',
      hasKey ? { detail: 'The API key is unknown, was revoked, or has ended.' } : {}
    );
  if (policy === 'asker') return principal;
  if (policy === 'person' || policy === 'sudo') {
    // A key stands for a purpose in one organization, not for its maker.
    if (principal.via === 'key')
      throw new AppError('FORBIDDEN', { detail: 'This is for people, not for API keys.' });
    if (policy === 'sudo') requireProof(principal, now());
    return principal;
  }
  if (principal.role === null) throw new AppError('NOT_FOUND');
  if (!can(principal, policy, principal))
    throw new AppError(
      'FORBIDDEN',
      principal.via === 'key' ? { detail: `The API key would need the right to ${policy}.` } : {}
    );
  return principal;
}

/**
 * For acts that want a person who has just shown that it is them, beside a right.
 * @throws AppError FORBIDDEN for an API key, REAUTH_REQUIRED if the last proof is too long ago
 */
export function requireProof({ via, provenAt }: Principal, now: number): void {
  if (via === 'key') throw new AppError('FORBIDDEN');
  if (provenAt !== null && now - provenAt > sudoMs) throw new AppError('REAUTH_REQUIRED');
}

function parse(schema: Schema, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [where, ...(issue?.path ?? [])].map(String).join('.');
  throw new AppError('INVALID_REQUEST', { detail: `${path}: ${issue?.message ?? 'not valid'}.` });
}

/** A body may take its time: whoever loses the right meanwhile is asked to say it again, and who they are. */
async function readWhileKnown(c: Context<Env>, principal: Principal, schema: Shape) {
  if (schema.body === undefined) return undefined;
  let lost = false;
  const forget = c.get('streams')?.add(principal, () => (lost = true));
  try {
    const body = await readBody(c, schema);
    if (lost) throw new AppError('OUTCOME_UNKNOWN');
    return body;
  } finally {
    forget?.();
  }
}

async function readBody(c: Context<Env>, { body, types, maxBytes }: Shape): Promise<unknown> {
  if (body === 'bytes') return readBytes(c, types ?? ['application/octet-stream'], maxBytes);
  return body && parse(body, await readJson(c, types ?? ['application/json'], maxBytes), 'body');
}

async function readJson(
  c: Context<Env>,
  types: readonly string[],
  maxBytes?: number
): Promise<unknown> {
  const bytes = await readBytes(c, types, maxBytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', { detail: 'The body is not JSON.', cause });
  }
}

/** Reads a body of one of these types and at most `maxBytes`; anything else is refused before it is looked into. */
async function readBytes(
  c: Context<Env>,
  types: readonly string[],
  maxBytes = defaultMaxBytes
): Promise<Buffer> {
  const told = c.req.header('content-type') ?? '';
  if (!types.some((type) => told.startsWith(type)))
    throw new AppError('INVALID_REQUEST', { detail: `The body has to be ${types[0]}.` });
  const limit = `The limit is ${Math.floor(maxBytes / 1024).toLocaleString('en')} KB.`;
  if (Number(c.req.header('content-length') ?? 0) > maxBytes)
    throw new AppError('PAYLOAD_TOO_LARGE', { detail: limit });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError('PAYLOAD_TOO_LARGE', { detail: limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
