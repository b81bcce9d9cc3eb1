import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { capabilities, modelOrders, pageOfModels } from '#shared/model-query';
import { modalities } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';
import { listShape } from '../http/answers.ts';
import { route } from '../http/route.ts';
import { errorShape } from './error-facts.ts';
import { modelShape } from './model-shape.ts';
import type { ParamName } from '#shared/model-config';
import type { Directory } from './connections.ts';

const paramNames = Object.keys(paramSpecs) as ParamName[];
const mostOnPage = 1000;

/** Several of these words, with commas between them. */
function listOf<const Word extends string>(words: readonly Word[], sentence: string) {
  const known = new Set<string>(words);
  return z.optional(
    z.pipe(
      z.string().check(
        z.refine((text) => text.split(',').every((word) => known.has(word)), {
          error: `has to be among ${words.join(', ')}, with commas between several`
        }),
        z.describe(sentence)
      ),
      z.transform((text) => text.split(',') as Word[])
    )
  );
}

const yes = (sentence: string) => z.optional(z.literal(['0', '1']).check(z.describe(sentence)));

/** `GET /v1/models`: everything that is asked for has to be known of a model. */
const query = z.object({
  connection: z.optional(
    z.string().check(z.maxLength(64), z.describe('Only models of the connection with this id.'))
  ),
  input: listOf(modalities, 'Only models that read all of these: text, image, audio, video, file.'),
  capability: listOf(capabilities, 'Only models that can do all of these.'),
  parameter: listOf(paramNames, 'Only models that take all of these parameters.'),
  q: z.optional(
    z
      .string()
      .check(z.maxLength(200), z.describe('Words that all stand in a model’s name, label or host.'))
  ),
  includeShutDown: yes('1: also models whose last day has passed.'),
  sort: z.optional(
    z
      .enum(modelOrders)
      .check(
        z.describe(
          'connection (the default) keeps the connections’ order; context puts the largest first, ' +
            'price the cheapest, shutdown the soonest. What is unknown comes last.'
        )
      )
  ),
  cursor: z.optional(
    z.string().check(z.maxLength(400), z.describe('nextCursor of the page before this one.'))
  ),
  limit: z.optional(
    z
      .string()
      .check(
        z.regex(/^[1-9]\d{0,3}$/, 'has to be a number up to 1000'),
        z.describe('Models on a page; 500 unless told, at most 1000.')
      )
  ),
  refresh: yes('1: asks every connection anew, and waits longer for its answer.')
});

const modelPage = z.extend(listShape(modelShape), {
  connections: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.enum(['ok', 'error', 'checking']),
      error: z.optional(errorShape),
      own: z.optional(z.literal(true))
    })
  )
});

/** The models of all connections, and how each connection is. */
export function createModelsRoute(deps: {
  directory: Pick<Directory, 'models'>;
  now: () => number;
}) {
  return route('view', { query, answer: modelPage }, async ({ principal, query: asked }) => {
    const { refresh, sort, cursor, limit, includeShutDown, ...wanted } = asked;
    const found = await deps.directory.models(principal, refresh === '1');
    const page = pageOfModels(
      found.items,
      {
        ...wanted,
        includeShutDown: includeShutDown === '1',
        order: sort ?? 'connection',
        after: cursor,
        limit: Math.min(Number(limit ?? 500), mostOnPage)
      },
      new Date(deps.now()).toISOString().slice(0, 10)
    );
    if (!page) {
      const detail = 'query.cursor: the list has changed since that page; begin again without it.';
      throw new AppError('INVALID_REQUEST', { detail, facts: { field: 'cursor' } });
    }
    return { ...page, connections: found.connections };
  });
}
