import { Hono } from 'hono';
import * as z from 'zod/mini';
import { auditPageSchema } from '#shared/audit';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { Audit } from './audit.ts';

const number = z.pipe(
  z.string().check(z.regex(/^\d{1,15}$/, 'has to be a number')),
  z.transform(Number)
);
const query = z.strictObject({ cursor: z.optional(number), limit: z.optional(number) });
const usualPage = 50;
const largestPage = 200;

/**
 * `GET /v1/audit`: what was done in the asker’s organization, newest first.
 * @param nameOf a person’s name, `null` where nobody has that id (any more)
 */
export function createAuditRoutes(
  audit: Audit,
  nameOf: (personId: string) => string | null
): Hono<Env> {
  const namesOf = (ids: Set<string>) =>
    Object.fromEntries(
      [...ids].flatMap((id) => {
        const name = nameOf(id);
        return name === null ? [] : [[id, name]];
      })
    );

  return new Hono<Env>().get(
    '/v1/audit',
    route('manage', { query, answer: auditPageSchema }, ({ principal, query }) => {
      const limit = Math.min(Math.max(query.limit ?? usualPage, 1), largestPage);
      const rows = audit.page(principal.organizationId, query.cursor ?? null, limit);
      const items = rows.map(({ n, at, actor, verb, subject, facts, hash }) => ({
        n,
        at,
        actor,
        verb,
        subject,
        facts,
        hash
      }));
      const last = items.at(-1);
      const people = namesOf(new Set(items.flatMap(({ actor, subject }) => [actor, subject])));
      return { items, people, nextCursor: last && last.n > 1 ? String(last.n) : null };
    })
  );
}
