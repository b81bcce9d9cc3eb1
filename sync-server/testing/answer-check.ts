import type { Hono } from 'hono';
import { listRoutes } from '../http/list-routes.ts';
import type { AnswerShape, Env } from '../http/route.ts';

export type AnswerCheck = (method: string, path: string, response: Response) => Promise<Response>;

/**
 * Hands an answer on if it is as its route declares.
 * @throws Error for one that does not fit the schema, or has fields nobody said there would be
 */
export function createAnswerCheck(app: Hono<Env>): AnswerCheck {
  const routes = listRoutes(app).map(({ method, path, shape }) => ({
    method,
    path,
    answer: shape?.answer,
    pattern: new RegExp(`^${path.replaceAll(/:\w+(\{[^}]*\})?/g, '[^/]+')}$`)
  }));
  return async (method, path, response) => {
    const { pathname } = new URL(path, 'http://localhost');
    const route = routes.find((one) => one.method === method && one.pattern.test(pathname));
    const wrong = route && response.ok && (await undeclaredIn(route.answer, response));
    if (wrong) throw new Error(`${method} ${route.path} answers ${response.status}: ${wrong}`);
    return response;
  };
}

/** What of an answer is not declared; `null`: it is as it should be. */
async function undeclaredIn(
  answer: AnswerShape | undefined,
  response: Response
): Promise<string | null> {
  if (answer === undefined) return 'the route declares no answer';
  const [type] = response.headers.get('content-type')?.split(';') ?? [];
  if (answer === 'nothing') return response.status === 204 ? null : 'nothing was declared';
  // A stream whose end the asker knows has nothing more to say.
  if (response.status === 204) return answer === 'text/event-stream' ? null : 'no content';
  if (typeof answer === 'string')
    return type === answer ? null : `${type}, where the route declares ${answer}`;
  // Whoever asks for events gets them where a run begins.
  if (type !== 'application/json')
    return type === 'text/event-stream' ? null : `${type}, where the route declares JSON`;
  const value: unknown = await response.clone().json();
  const parsed = answer.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.') || 'the answer'}: ${issue?.message}`;
  }
  const extra = fieldsBeyond(value, parsed.data, '');
  return extra.length > 0 ? `nobody declared ${extra.join(', ')}` : null;
}

/** Of a record these hold what newer versions put there, too. */
const open = new Set(['modelConfig', 'defaultConfig']);

/** Paths of fields that were dropped in parsing. */
function fieldsBeyond(value: unknown, parsed: unknown, at: string): string[] {
  if (!isObject(value) || !isObject(parsed)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    open.has(name)
      ? []
      : Object.hasOwn(parsed, name)
        ? fieldsBeyond(inner, parsed[name], `${at}.${name}`)
        : [`${at}.${name}`]
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
