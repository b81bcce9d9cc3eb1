import { Hono } from 'hono';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import {
  emailSchema,
  passwordSchema,
  personNameSchema,
  recoveryCodesSchema
} from '#shared/accounts';
import { AppError } from '#shared/errors';
import { route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import type { AccountsDeps } from './accounts.ts';
import { callAuth } from './call-auth.ts';
import { done, doneShape } from './done.ts';
import { hashOf, newRecoveryCode, readRecoveryCode } from './secrets.ts';

const typed = z.string().check(z.minLength(1), z.maxLength(128));
const credentials = z.strictObject({ email: emailSchema, password: typed });
const newAccount = z.strictObject({
  name: personNameSchema,
  email: emailSchema,
  password: passwordSchema,
  /** Of the link somebody was given. */
  invitation: z.optional(z.string().check(z.maxLength(100)))
});
const nothing = z.strictObject({});
const recovery = z.strictObject({ email: emailSchema, code: typed, password: passwordSchema });

/** In and out, and showing once more that it is you. */
export function createSignInRoutes(deps: AccountsDeps): Hono<Env> {
  const { auth, organizations, people, writer, throttle, audit, now, random } = deps;

  const names = (c: Context<Env>, email: string) => [
    `account ${email}`,
    `from ${c.get('address')}`
  ];

  const signIn = route('public', { body: credentials, answer: doneShape }, ({ c, body }) =>
    throttle.guard(names(c, body.email), async () => {
      const found = await callAuth(c, () =>
        auth.api.signInEmail({ body, headers: c.req.raw.headers, returnHeaders: true })
      );
      await writer.transact(() => {
        organizations.makePersonal(found.user.id);
        audit.person(found.user.id, 'session.create', { by: 'password' });
      });
      return done;
    })
  );

  const signUp = route('public', { body: newAccount, answer: doneShape }, ({ c, body }) =>
    throttle.guard([`from ${c.get('address')}`], async () => {
      const { name, email, password } = body;
      const invitation = deps.admitNew(c, email, body.invitation);
      const { user } = await callAuth(c, () =>
        auth.api.signUpEmail({
          body: { name, email, password },
          headers: c.req.raw.headers,
          returnHeaders: true
        })
      );
      await writer.transact(() => {
        organizations.makePersonal(user.id);
        if (invitation) organizations.accept(invitation, user.id);
        audit.person(user.id, 'account.create', {});
      });
      const scope = organizations.personal(user.id)?.scope;
      if (scope !== undefined) deps.welcome({ scope, userId: user.id });
      return done;
    })
  );

  const signOut = route(
    'person',
    { body: nothing, answer: doneShape },
    async ({ c, principal }) => {
      await callAuth(c, () =>
        auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true })
      );
      deps.streams.close(({ viaId }) => viaId === principal.viaId);
      // Never "storage": what has not been synced yet lies there.
      c.header('clear-site-data', '"cache"');
      return done;
    }
  );

  const prove = route(
    'person',
    { body: z.strictObject({ password: typed }), answer: doneShape },
    ({ c, principal, body }) =>
      throttle.guard([`account ${principal.userId}`], async () => {
        await callAuth(c, () =>
          auth.api.verifyPassword({ body, headers: c.req.raw.headers, returnHeaders: true })
        );
        people.prove(principal.viaId, now());
        return done;
      })
  );

  const password = route(
    'sudo',
    { body: z.strictObject({ current: typed, password: passwordSchema }), answer: doneShape },
    ({ c, principal, body }) =>
      throttle.guard([`account ${principal.userId}`], async () => {
        await callAuth(c, () =>
          auth.api.changePassword({
            body: {
              currentPassword: body.current,
              newPassword: body.password,
              revokeOtherSessions: true
            },
            headers: c.req.raw.headers,
            returnHeaders: true
          })
        );
        deps.streams.close(({ userId }) => userId === principal.userId);
        await writer.transact(() => audit.person(principal.userId, 'password.change', {}));
        return done;
      })
  );

  const codes = route(
    'sudo',
    { body: nothing, answer: recoveryCodesSchema },
    async ({ principal }) => {
      const fresh = Array.from({ length: 10 }, () => newRecoveryCode(random));
      await writer.transact(() => {
        people.setRecoveryCodes(principal.userId, fresh.map(hashOf));
        audit.person(principal.userId, 'recovery.create', {});
      });
      return { codes: fresh };
    }
  );

  const recover = route('public', { body: recovery, answer: doneShape }, ({ c, body }) =>
    throttle.guard(names(c, body.email), async () => {
      const context = await auth.$context;
      // Reckoned in any case, so that the answer takes as long for an address that is not known.
      const hash = await context.password.hash(body.password);
      const userId = await writer.transact(() => {
        const found = people.useRecoveryCode(
          body.email,
          hashOf(readRecoveryCode(body.code)),
          now()
        );
        if (found === null) return null;
        people.setPassword(found, hash, now());
        people.endSessions(found);
        audit.person(found, 'recovery.use', {});
        return found;
      });
      if (userId === null) throw new AppError('WRONG_CREDENTIALS');
      deps.streams.close((one) => one.userId === userId);
      return done;
    })
  );

  return new Hono<Env>()
    .post('/v1/auth/sign-in', signIn)
    .post('/v1/auth/sign-up', signUp)
    .post('/v1/auth/sign-out', signOut)
    .post('/v1/auth/prove', prove)
    .post('/v1/auth/password', password)
    .post('/v1/auth/recovery-codes', codes)
    .post('/v1/auth/recover', recover);
}
