import { Hono } from 'hono';
import * as z from 'zod/mini';
import { accountSchema, sessionsSchema, type Account } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';

const was = z.object({ was: z.optional(z.string().check(z.maxLength(64))) });

/** Who is here, where they belong, and where else they are signed in. */
export function createAccountRoutes(deps: AccountsDeps): Hono<Env> {
  const { organizations, people, departures, writer, audit, now } = deps;

  const show = route('public', { query: was, answer: accountSchema }, ({ c, query }): Account => {
    const principal = c.get('principal');
    const person = principal?.via === 'session' ? people.person(principal.userId) : null;
    const registration = deps.registration();
    return {
      mode: 'team',
      person,
      gone: person === null && query.was !== undefined && departures.isGone(query.was),
      organizations: person ? organizations.ofPerson(person.id) : [],
      signIn: { registration, oidc: deps.oidc?.name ?? null }
    };
  });

  const sessions = route('person', { answer: sessionsSchema }, ({ principal }) => ({
    items: people
      .sessions(principal.userId, now())
      .map((session) => ({ ...session, current: session.id === principal.viaId }))
  }));

  const endSession = route(
    'person',
    { params: byId, answer: 'nothing' },
    async ({ c, principal, params: { id } }) => {
      const ended = await writer.transact(() => {
        const was = people.endSession(principal.userId, id);
        if (was) audit.person(principal.userId, 'session.delete', { session: id });
        return was;
      });
      if (!ended) throw new AppError('NOT_FOUND', { detail: 'The session.' });
      deps.streams.close(({ viaId }) => viaId === id);
      return c.body(null, 204);
    }
  );

  return new Hono<Env>()
    .get('/v1/account', show)
    .get('/v1/auth/sessions', sessions)
    .delete('/v1/auth/sessions/:id', endSession);
}
