import { Hono } from 'hono';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { searchAnswerSchema } from '#shared/search-hit';
import { withPeople } from '#shared/search-people';
import { isEmptyQuery, parseSearch } from '#shared/search-query';
import type { Ranked } from '#shared/search-match';
import type { Sql } from '../db/open.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import { createFind } from './find.ts';
import type { Keeper } from './keeper.ts';

const number = z.pipe(
  z.string().check(z.regex(/^-?\d{1,5}$/, 'has to be a number')),
  z.transform(Number)
);
const query = z.strictObject({
  q: z.string().check(z.maxLength(1000)),
  kind: z.optional(z.string().check(z.maxLength(40))),
  cursor: z.optional(z.string().check(z.maxLength(400))),
  limit: z.optional(number),
  /** Minutes the asker's clock is ahead of UTC. */
  zone: z.optional(number)
});
const usualPage = 30;
const largestPage = 100;
/** Changed records that are indexed before an answer; after a move of very many, the rest is said to be behind. */
const mostBefore = 2000;

/** `GET /v1/search`: everything of the asker's organization that is meant, the best first. */
export function createSearchRoutes({ sql, keeper }: { sql: Sql; keeper: Keeper }): Hono<Env> {
  const find = createFind(sql, keeper.read);
  const members = sql.prepare<[string], { id: string; name: string }>(
    `select u.id, u.name from members m join users u on u.id = m.user_id
     where m.organization_id = ?`
  );
  return new Hono<Env>().get(
    '/v1/search',
    route(
      'view',
      { query, answer: searchAnswerSchema },
      async ({ principal: { scope, userId: me, organizationId }, query: asked }) => {
        const people = members.all(organizationId);
        const parsed = parseSearch(asked.q, asked.zone ?? 0, asked.kind ?? '');
        const search = withPeople(parsed, { me, people });
        const { hints } = search;
        if (isEmptyQuery(search)) return { items: [], nextCursor: null, hints, behind: 0 };
        const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
        const limit = Math.min(Math.max(asked.limit ?? usualPage, 1), largestPage);
        const behind = await keeper.catchUp(scope, mostBefore);
        const { items, last } = find(scope, search, after, limit);
        return { items, nextCursor: last && cursorOf(last), hints, behind };
      }
    )
  );
}

const place = z.tuple([z.number(), z.number(), z.string(), z.string()]);

function cursorOf({ score, at, collection, id }: Ranked): string {
  return Buffer.from(JSON.stringify([score, at, collection, id])).toString('base64url');
}

function readCursor(cursor: string): Ranked {
  try {
    const [score, at, collection, id] = place.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString())
    );
    return { score, at, collection, id };
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', { detail: 'cursor', cause });
  }
}
