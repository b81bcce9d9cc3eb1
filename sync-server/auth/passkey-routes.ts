import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { passkeyNameSchema, waysSchema } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { byId } from '../http/by-id.ts';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';
import { callAuth } from './call-auth.ts';
import { done, doneShape } from './done.ts';
import { answeredSchema, newPasskeySchema } from './passkey-answers.ts';
import { newPasskeyQuestion, passkeyQuestion } from './passkey-questions.ts';

const nothing = z.strictObject({});
const named = z.strictObject({ name: passkeyNameSchema });

/** Passkeys: making, naming and deleting them, signing in with one, and showing with one that it is you. */
export function createPasskeyRoutes(deps: AccountsDeps): Hono<Env> {
  const { auth, organizations, people, ways, writer, throttle, audit } = deps;
  const asked = (c: Context<Env>) => ({ headers: c.req.raw.headers, returnHeaders: true as const });

  type Signed = NonNullable<
    Parameters<typeof auth.api.verifyPasskeyAuthentication>[0]
  >['body']['response'];
  const verify = (c: Context<Env>, response: z.infer<typeof answeredSchema>['response']) =>
    auth.api.verifyPasskeyAuthentication({ ...asked(c), body: { response: response as Signed } });

  const list = route('person', { answer: waysSchema }, ({ principal }) =>
    ways.of(principal.userId)
  );

  const registration = route('sudo', { body: nothing, answer: newPasskeyQuestion }, ({ c }) =>
    callAuth(c, () => auth.api.generatePasskeyRegistrationOptions(asked(c)))
  );

  const register = route(
    'sudo',
    { body: newPasskeySchema, answer: waysSchema },
    async ({ c, principal, body }) => {
      const made = await callAuth(c, () =>
        auth.api.verifyPasskeyRegistration({ ...asked(c), body })
      ).catch((cause: unknown) => {
        throw new AppError('INVALID_REQUEST', {
          detail: 'The passkey could not be verified.',
          cause
        });
      });
      await writer.transact(() =>
        audit.person(principal.userId, 'passkey.create', { passkey: made.id })
      );
      c.status(201);
      return ways.of(principal.userId);
    }
  );

  const rename = route(
    'person',
    { params: byId, body: named, answer: waysSchema },
    async (given) => {
      const { principal, params, body } = given;
      const was = await writer.transact(() => ways.rename(principal.userId, params.id, body.name));
      if (!was) throw new AppError('NOT_FOUND', { detail: 'The passkey.' });
      return ways.of(principal.userId);
    }
  );

  const remove = route(
    'sudo',
    { params: byId, answer: 'nothing' },
    async ({ c, principal, params: { id } }) => {
      await writer.transact(() => {
        ways.removePasskey(principal.userId, id);
        audit.person(principal.userId, 'passkey.delete', { passkey: id });
      });
      return c.body(null, 204);
    }
  );

  /** What an authenticator is asked: whose it is, it says itself. */
  const challenge = route('public', { body: nothing, answer: passkeyQuestion }, async ({ c }) => {
    const options = await callAuth(c, () =>
      auth.api.generatePasskeyAuthenticationOptions(asked(c))
    );
    return { ...options, userVerification: 'required' as const };
  });

  const signIn = route('public', { body: answeredSchema, answer: doneShape }, ({ c, body }) =>
    throttle.guard([`from ${c.get('address')}`], async () => {
      const { user } = await callAuth(c, () => verify(c, body.response));
      await writer.transact(() => {
        organizations.makePersonal(user.id);
        audit.person(user.id, 'session.create', { by: 'passkey' });
      });
      return done;
    })
  );

  /** The session it makes takes the place of the one that asks. */
  const prove = route(
    'person',
    { body: answeredSchema, answer: doneShape },
    ({ c, principal, body }) =>
      throttle.guard([`account ${principal.userId}`], async () => {
        await callAuth(
          c,
          () => verify(c, body.response),
          ({ user, session }) => {
            if (user.id === principal.userId) return;
            people.endSession(user.id, session.id);
            throw new AppError('WRONG_CREDENTIALS');
          }
        );
        people.endSession(principal.userId, principal.viaId);
        deps.streams.close(({ viaId }) => viaId === principal.viaId);
        return done;
      })
  );

  return new Hono<Env>()
    .get('/v1/auth/ways', list)
    .post('/v1/auth/passkeys/options', registration)
    .post('/v1/auth/passkeys', register)
    .patch('/v1/auth/passkeys/:id', rename)
    .delete('/v1/auth/passkeys/:id', remove)
    .post('/v1/auth/passkey/options', challenge)
    .post('/v1/auth/passkey', signIn)
    .post('/v1/auth/passkey/prove', prove);
}
