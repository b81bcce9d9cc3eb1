import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Env as HonoEnv, Handler } from 'hono';
import type * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { json } from './json.ts';

/** Who asks. In local mode there is one implicit owner. */
export interface Principal {
  userId: string;
  organizationId: string;
  /** The person's own scope. */
  scope: string;
}

/** Who may call a route. `person`: anyone signed in, for their own scope; `public`: anyone at all. */
export type Policy = 'person' | 'public';

export interface Env extends HonoEnv {
  Variables: {
    requestId: string;
    startedAt: number;
    principal: Principal | null;
    timing: string[];
  };
  Bindings: {
    incoming: IncomingMessage;
    outgoing: ServerResponse;
  };
}

type Schema = z.ZodMiniType;
/** `bytes`: the body is a file of at most `maxBytes`, not JSON. */
type Shape = {
  params?: Schema;
  query?: Schema;
  body?: Schema | 'bytes';
  maxBytes?: number;
};
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
const nobody: Principal = { userId: '', organizationId: '', scope: '' };

/**
 * The only way to register a route: who may, what comes in, what happens. The handler returns a JSON
 * value (200), or a Response of its own. Input that does not parse never reaches it.
 */
export function route<const S extends Shape>(
  policy: Policy,
  schema: S,
  handler: (input: Input<S>) => unknown
): Handler<Env> {
  return async (c) => {
    const principal = c.get('principal');
    if (policy !== 'public' && !principal) throw new AppError('UNAUTHENTICATED');
    const input = {
      c,
      principal: principal ?? nobody,
      params: schema.params && parse(schema.params, c.req.param(), 'path'),
      query: schema.query && parse(schema.query, c.req.query(), 'query'),
      body: await readBody(c, schema)
    } as Input<S>;
    const answer = await handler(input);
    return answer instanceof Response ? answer : json(c, answer);
  };
}

function parse(schema: Schema, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [where, ...(issue?.path ?? [])].map(String).join('.');
  throw new AppError('INVALID_REQUEST', { detail: `${path}: ${issue?.message ?? 'not valid'}.` });
}

async function readBody(c: Context<Env>, { body, maxBytes }: Shape): Promise<unknown> {
  if (body === 'bytes') return readBytes(c, 'application/octet-stream', maxBytes);
  return body && parse(body, await readJson(c, maxBytes), 'body');
}

async function readJson(c: Context<Env>, maxBytes?: number): Promise<unknown> {
  const bytes = await readBytes(c, 'application/json', maxBytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', { detail: 'The body is not JSON.', cause });
  }
}

/** Reads a body of this type and at most `maxBytes`; anything else is refused before it is looked into. */
async function readBytes(
  c: Context<Env>,
  type: string,
  maxBytes = defaultMaxBytes
): Promise<Buffer> {
  if (!c.req.header('content-type')?.startsWith(type))
    throw new AppError('INVALID_REQUEST', { detail: `The body has to be ${type}.` });
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
