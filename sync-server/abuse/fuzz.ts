import * as z from 'zod/mini';
import { isErrorCode } from '#shared/errors';
import { seeded, type Seeded } from '#shared/testing/seeded';
import type { Abused, Listed } from '../testing/installation.ts';
import { generate, type JsonSchema } from './generate.ts';

export interface FuzzReport {
  requests: number;
  /** How many answers there were of each hundred of statuses. */
  byClass: Record<string, number>;
  /**
   * Answers that must not be: 5xx, a refusal that is no problem document, or what the route does not declare.
   * With what asked for them.
   */
  wrong: string[];
}

interface Asked extends Pick<Abused, 'routes' | 'ask'> {
  /** Ids that are there, for the holes in paths. */
  names?: string[];
}

interface Manner {
  /** How many of a route's requests are on their way together; what is asked is the same. */
  atOnce?: number;
  /** Told before each route: a run of thousands takes an hour. */
  onroute?: (route: string, soFar: FuzzReport) => void;
}

/** Asks each route so many times for what its own schemas allow, nearly. The same seed asks the same. */
export async function fuzz(
  abused: Asked,
  perRoute: number,
  seed: number,
  { atOnce = 1, onroute }: Manner = {}
): Promise<FuzzReport> {
  const report: FuzzReport = { requests: 0, byClass: {}, wrong: [] };
  for (const [index, route] of abused.routes.entries()) {
    onroute?.(`${route.method} ${route.path}`, report);
    const chance = seeded(seed + index);
    const schemas = { query: schemaOf(route.facts.shape.query), body: bodyOf(route) };
    let begun = 0;
    const lane = async () => {
      while (begun++ < perRoute) {
        const { path, init } = aRequest(route, schemas, chance, abused.names ?? []);
        const { status, wrong } = await settled(abused, route.method, path, init);
        report.requests += 1;
        const hundred = `${Math.floor(status / 100)}xx`;
        report.byClass[hundred] = (report.byClass[hundred] ?? 0) + 1;
        if (wrong !== null && report.wrong.length < 20)
          report.wrong.push(
            `${route.method} ${path}: ${wrong}: ${String(init.body).slice(0, 300)}`
          );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  return report;
}

function schemaOf(schema: unknown): JsonSchema | null {
  if (schema === undefined || typeof schema === 'string') return null;
  const made = z.toJSONSchema(schema as z.ZodMiniType, { io: 'input', unrepresentable: 'any' });
  return made as JsonSchema;
}

const bodyOf = ({ facts }: Listed) =>
  facts.shape.body === 'bytes' ? ('bytes' as const) : schemaOf(facts.shape.body);

function aRequest(
  route: Listed,
  schemas: { query: JsonSchema | null; body: JsonSchema | 'bytes' | null },
  chance: Seeded,
  known: string[]
): { path: string; init: RequestInit } {
  const names = [
    ...known,
    '019aa000-0000-7000-8000-000000000000',
    'a'.repeat(64),
    'x',
    '..',
    '%00',
    '%2e%2e'
  ];
  const plain = route.path.replaceAll(/:\w+(\{[^}]*\})?/g, () => chance.pick(names));
  const query = schemas.query ? generate(schemas.query, chance) : {};
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as object))
    search.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  const path = search.size > 0 ? `${plain}?${search}` : plain;
  if (schemas.body === null) return { path, init: {} };
  if (schemas.body === 'bytes')
    return {
      path,
      init: {
        headers: { 'content-type': 'application/octet-stream' },
        body: 'b'.repeat(chance.below(100))
      }
    };
  const body = JSON.stringify(generate(schemas.body, chance)) ?? '';
  return { path, init: { headers: { 'content-type': 'application/json' }, body } };
}

async function settled(
  abused: Pick<Abused, 'ask'>,
  method: string,
  path: string,
  init: RequestInit
) {
  // An answer its route does not declare is refused by whoever asks.
  const response = await abused.ask(method, path, init).catch(String);
  if (typeof response === 'string') return { status: 0, wrong: response };
  const { status } = response;
  const kind = response.headers.get('content-type') ?? '';
  if (status >= 500 && status !== 503)
    return { status, wrong: `${status} ${await response.text()}` };
  if (status < 400) {
    // A stream is not read to its end.
    await response.body?.cancel();
    return { status, wrong: null };
  }
  const problem = kind.startsWith('application/problem+json') ? await response.json() : null;
  const { code } = (problem ?? {}) as { code?: string };
  const isProblem = code !== undefined && isErrorCode(code);
  return { status, wrong: isProblem ? null : `${status} of ${kind} is no problem document` };
}
