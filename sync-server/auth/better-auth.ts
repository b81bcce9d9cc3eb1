import { passkey } from '@better-auth/passkey';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';
import { betterAuth } from 'better-auth/minimal';
import { accounts, passkeys, sessions, users, verifications } from '../db/account-schema.ts';
import type { BetterAuthPlugin } from 'better-auth';
import type { Db } from '../db/open.ts';

interface Options {
  db: Db;
  /** Signs the cookies; derived from the master key, so it is not in the database. */
  secret: string;
  /** Where people open the app, such as https://play.example.org. */
  url: URL;
  now: () => number;
  newId: () => string;
}

const day = 24 * 60 * 60;

export type Auth = ReturnType<typeof createAuth>;

/** A session for somebody who was let in by other means. Since no route of it is mounted, only we can ask for it. */
const enter = {
  id: 'enter',
  endpoints: {
    enter: createAuthEndpoint(
      '/enter',
      { method: 'POST', body: z.object({ userId: z.string() }) },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        if (!user) throw new APIError('UNAUTHORIZED');
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ ok: true });
      }
    )
  }
} satisfies BetterAuthPlugin;

/**
 * Identity alone: passwords, passkeys, sessions. Its routes are not mounted; ours call it, so that each of
 * them has a policy, a schema and a place in the audit log.
 */
export function createAuth({ db, secret, url, now, newId }: Options) {
  const secure = url.protocol === 'https:';
  // Cookies of one host are shared by all its ports, so the port is in the name.
  const cookie = secure ? '__Host-playground' : `playground-${url.port || '80'}`;
  return betterAuth({
    appName: 'The Playground',
    baseURL: url.origin,
    basePath: '/v1/auth',
    secret,
    trustedOrigins: [url.origin],
    database: drizzleAdapter(db.orm, {
      provider: 'sqlite',
      schema: {
        user: users,
        session: sessions,
        account: accounts,
        verification: verifications,
        passkey: passkeys
      }
    }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true
    },
    session: {
      expiresIn: 90 * day,
      // Ours asks by `provenAt`.
      freshAge: 0,
      // A cache in the cookie would outlive what it says: a role, a session that was ended.
      cookieCache: { enabled: false },
      additionalFields: { provenAt: { type: 'number', required: false, input: false } }
    },
    databaseHooks: {
      session: {
        create: { before: async (session) => ({ data: { ...session, provenAt: now() } }) }
      }
    },
    plugins: [
      enter,
      passkey({
        rpID: url.hostname,
        rpName: 'The Playground',
        origin: url.origin,
        // It is found without an address being typed, and its person is asked for: it stands for both.
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: ({ verification }) =>
            requireVerified(verification.registrationInfo?.userVerified)
        },
        authentication: {
          afterVerification: ({ verification }) =>
            requireVerified(verification.authenticationInfo.userVerified)
        }
      })
    ],
    advanced: {
      useSecureCookies: false, // its own prefix is weaker than the one below
      cookiePrefix: 'playground',
      database: { generateId: newId },
      defaultCookieAttributes: { secure, sameSite: 'strict', httpOnly: true, path: '/' },
      cookies: {
        session_token: { name: cookie, attributes: {} },
        // The question a passkey is to answer.
        'better-auth-passkey': { name: `${cookie}-passkey`, attributes: {} }
      }
    },
    rateLimit: { enabled: false }, // ours: per person and address
    telemetry: { enabled: false },
    logger: { disabled: true }
  });
}

/** Whoever only found the device is not its person. */
function requireVerified(verified: boolean | undefined): void {
  if (verified !== true) throw new APIError('UNAUTHORIZED');
}
