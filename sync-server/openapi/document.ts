import * as z from 'zod/mini';
import { errorCodes, sentenceOf, statusOf } from '#shared/errors';
import type { ListedRoute } from '../http/list-routes.ts';
import type { AnswerShape } from '../http/route.ts';
import { words } from './words.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of these routes, made of what they are registered with: their policy and the
 * schemas that parse what comes in.
 */
export function openApiDocument(routes: ListedRoute[], url: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'The Playground',
      version: '1',
      description:
        'Write, run, keep and share prompts. Changes of `/v1` only ever add; every error is a problem document (RFC 9457) with a stable `code`.'
    },
    servers: [{ url }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of an organization.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-playground' }
      },
      schemas: { Problem: problem }
    }
  };
}

function operationOf({ method, path, policy, shape }: ListedRoute): Json {
  const { says, body } = words[`${method} ${path}`] ?? {};
  const isOpen = policy === 'public';
  return {
    summary: says,
    operationId: `${method.toLowerCase()}${path.replace('/v1', '').replaceAll(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(isOpen ? { security: [] } : { security: [{ apiKey: [] }, { session: [] }] }),
    ...(isOpen ? {} : { 'x-right': policy }),
    parameters: [...parametersOf('path', shape?.params), ...parametersOf('query', shape?.query)],
    ...bodyOf(shape?.body, body),
    responses: {
      '2XX': { description: 'Done.', ...answerOf(shape?.answer) },
      default: {
        description: 'Refused or failed.',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } }
        }
      }
    }
  };
}

function parametersOf(where: 'path' | 'query', schema: z.ZodMiniType | undefined): Json[] {
  const { properties = {}, required = [] } = schema
    ? (schemaOf(schema) as { properties?: Record<string, Json>; required?: string[] })
    : {};
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: of
  }));
}

function bodyOf(schema: z.ZodMiniType | 'bytes' | undefined, example: unknown): Json {
  if (!schema) return {};
  const content =
    schema === 'bytes'
      ? { 'application/octet-stream': {} }
      : { 'application/json': { schema: schemaOf(schema), example } };
  return { requestBody: { required: true, content } };
}

function answerOf(answer: AnswerShape | undefined): Json {
  if (answer === undefined || answer === 'nothing') return {};
  if (typeof answer === 'string') return { content: { [answer]: {} } };
  return { content: { 'application/json': { schema: schemaOf(answer) } } };
}

/** What comes in, before it is read: a number in a query is a text there. */
function schemaOf(schema: z.ZodMiniType): Json {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  // The document says once, for all of them, which JSON Schema it speaks.
  return Object.fromEntries(Object.entries(made).filter(([name]) => name !== '$schema'));
}

const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'What happened and what to do next.' },
    status: { type: 'integer' },
    code: {
      enum: errorCodes,
      description: errorCodes
        .map((code) => `${code} (${statusOf(code)}): ${sentenceOf(code)}`)
        .join('\n')
    },
    detail: { type: 'string' },
    requestId: { type: 'string' }
  }
};
