import { createContext } from 'svelte';
import type * as z from 'zod/mini';
import { AppError, isErrorCode } from '#shared/errors';

interface Options {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}
type Body = <S extends z.ZodMiniType>(
  path: string,
  body: unknown,
  schema: S,
  options?: Options
) => Promise<z.output<S>>;

/** The server as this app sees it. Every method rejects with AppError, or with an abort's reason. */
export interface Api {
  get<S extends z.ZodMiniType>(path: string, schema: S, options?: Options): Promise<z.output<S>>;
  post: Body;
  put: Body;
  patch: Body;
  delete: Body;
  /** The answer as it comes, after its status was checked; for streams. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

export const [getApi, setApi] = createContext<Api>();

interface Deps {
  fetch: (input: string, init?: RequestInit) => Promise<Response>;
  /** Prefix of every path; empty on the app's own origin. */
  base?: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
}

export function createApi({ fetch, base = '', headers: always }: Deps): Api {
  async function raw(path: string, init: RequestInit = {}) {
    let response: Response;
    try {
      response = await fetch(base + path, always ? withHeaders(init, always) : init);
    } catch (cause) {
      if (init.signal?.aborted) throw init.signal.reason;
      throw new AppError('OFFLINE', { cause });
    }
    if (!response.ok) throw await problemToError(response);
    return response;
  }

  async function send<S extends z.ZodMiniType>(
    method: string,
    path: string,
    body: unknown,
    schema: S,
    { headers, signal }: Options = {}
  ): Promise<z.output<S>> {
    const response = await raw(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {})
    });
    const value = await readJson(response, signal);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new AppError('INTERNAL', {
      detail: `The answer of ${path} was not as expected at ${issue?.path.join('.') || 'its root'}.`
    });
  }

  return {
    raw,
    get: (path, schema, options) => send('GET', path, undefined, schema, options),
    post: (path, body, schema, options) => send('POST', path, body, schema, options),
    put: (path, body, schema, options) => send('PUT', path, body, schema, options),
    patch: (path, body, schema, options) => send('PATCH', path, body, schema, options),
    delete: (path, body, schema, options) => send('DELETE', path, body, schema, options)
  };
}

function withHeaders(init: RequestInit, always: Record<string, string>): RequestInit {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(always)) headers.set(name, value);
  return { ...init, headers };
}

/** A body that breaks off is the network's failure; one that is no JSON is not our server's answer. */
async function readJson(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  if (response.status === 204) return null;
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new AppError('OFFLINE', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('INTERNAL', { detail: 'The answer was not JSON.', cause });
  }
}

/** The only way back from the wire. Codes of a newer server, and pages of a proxy, are INTERNAL. */
async function problemToError(response: Response): Promise<AppError> {
  const problem = await readProblem(response);
  const { code, detail, retryAfterMs, ...facts } = problem;
  // A development or reverse proxy in front of a server that is down answers in its place.
  const gateway = [502, 503, 504].includes(response.status) && code === undefined;
  return new AppError(isErrorCode(code) ? code : gateway ? 'OFFLINE' : 'INTERNAL', {
    detail: typeof detail === 'string' ? detail : undefined,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    facts: { ...facts, status: response.status }
  });
}

async function readProblem(response: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return { reason: 'no problem document' };
  }
}
