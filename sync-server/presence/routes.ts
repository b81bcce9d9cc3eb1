import { Hono } from 'hono';
import { AppError } from '#shared/errors';
import { presenceBodySchema, presentSchema } from '#shared/presence';
import type { Author } from '../db/author.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import { living } from '../prompts/desk.ts';
import type { Presence } from './presence.ts';

/**
 * Says that somebody is at a prompt of their organization, and answers who else is. The prompt's id is in the
 * body, so that no line of the log says who was where.
 */
export function createPresenceRoutes(presence: Presence, author: Author): Hono<Env> {
  const say = route(
    'view',
    { body: presenceBodySchema, answer: presentSchema },
    ({ c, principal, body }) => {
      // A key is nobody who looks at anything.
      if (principal.via === 'key') throw new AppError('FORBIDDEN');
      const { scope } = principal;
      living(author, scope, 'prompts', body.promptId);
      return { people: presence.say(principal, { scope, ...body }, c.get('streams')) };
    }
  );
  return new Hono<Env>().post('/v1/presence', say);
}
