import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod/mini';
import { membershipSchema } from '#shared/accounts';
import { AppError } from '#shared/errors';
import { requireProof, route } from '../http/route.ts';
import type { Env } from '../http/route.ts';
import { seal, unseal } from '../secrets/seal.ts';
import type { AccountsDeps } from './accounts.ts';
import { callAuth } from './call-auth.ts';
import { questionSchema } from './oidc.ts';
import type { Identity, Oidc } from './oidc.ts';

const short = () => z.string().check(z.maxLength(100));
const long = () => z.string().check(z.maxLength(4_000));
const begun = z.strictObject({
  /** Of the link somebody was given. */
  invitation: z.optional(short()),
  /** Adds the identity to the account that is signed in. */
  link: z.optional(z.boolean())
});
const finished = z.strictObject({
  state: long(),
  code: z.optional(long()),
  /** What the provider says it refused for. */
  error: z.optional(long())
});
const elsewhere = z.object({ url: z.string() });
/** Whether the identity was added to the account that is signed in; else its person has come in. */
const arrived = z.object({
  linked: z.boolean(),
  /** The organization that an invitation has just let them into. */
  joined: z.nullable(membershipSchema)
});
const keptSchema = z.object({
  question: questionSchema,
  invitation: z.optional(z.string()),
  linkTo: z.optional(z.string())
});

const context = 'oidc question';
const questionMs = 10 * 60 * 1000;

interface Deps extends AccountsDeps {
  /** Seals what the browser keeps while its person is with the provider. */
  cookieKey: Buffer;
  secure: boolean;
}

/** Signing in with an identity of the provider this server knows. */
export function createOidcRoutes(deps: Deps): Hono<Env> {
  const { auth, organizations, people, ways, writer, throttle, audit, now } = deps;
  const cookie = deps.secure ? '__Host-playground-oidc' : 'playground-oidc';
  const attributes = {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: deps.secure
  } as const;

  function provider(): Oidc {
    if (deps.oidc) return deps.oidc;
    throw new AppError('NOT_FOUND', { detail: 'This server has no provider of identities.' });
  }

  const begin = route(
    'public',
    { body: begun, answer: elsewhere },
    async ({ c, principal, body }) => {
      const oidc = provider();
      if (body.link) {
        if (principal.via !== 'session' || principal.userId === '')
          throw new AppError('UNAUTHENTICATED');
        requireProof(principal, now());
      }
      const { url, question } = await oidc.begin();
      const kept: z.infer<typeof keptSchema> = {
        question,
        ...(body.invitation !== undefined && { invitation: body.invitation }),
        ...(body.link && { linkTo: principal.userId })
      };
      const sealed = seal(deps.cookieKey, Buffer.from(JSON.stringify(kept)), context);
      setCookie(c, cookie, sealed.toString('base64url'), {
        ...attributes,
        maxAge: questionMs / 1000
      });
      return { url };
    }
  );

  function readKept(c: Context<Env>, state: string) {
    const sealed = Buffer.from(getCookie(c, cookie) ?? '', 'base64url');
    // Once: whatever comes of it, the same answer is not taken again.
    setCookie(c, cookie, '', { ...attributes, maxAge: 0 });
    const opened = unseal(deps.cookieKey, sealed, context);
    const kept = opened && keptSchema.parse(JSON.parse(opened.toString()));
    if (!kept || now() - kept.question.at > questionMs || !isSame(kept.question.state, state))
      throw new AppError('SIGN_IN_STALE');
    return kept;
  }

  const finish = route('public', { body: finished, answer: arrived }, ({ c, principal, body }) =>
    throttle.guard([`from ${c.get('address')}`], async () => {
      const oidc = provider();
      const kept = readKept(c, body.state);
      if (body.error !== undefined || body.code === undefined) throw new AppError('SIGN_IN_DENIED');
      const identity = await oidc.finish(body.code, kept.question);
      const known = ways.personOf(oidc.providerId, identity.subject);
      if (kept.linkTo !== undefined) {
        if (principal.userId !== kept.linkTo) throw new AppError('SIGN_IN_STALE');
        if (known !== null && known !== kept.linkTo) throw new AppError('IDENTITY_TAKEN');
        if (known === null) await link(kept.linkTo, identity);
        return { linked: true, joined: null };
      }
      const { userId, joined } =
        known === null ? await make(c, identity, kept.invitation) : { userId: known, joined: null };
      await callAuth(c, () =>
        auth.api.enter({ body: { userId }, headers: c.req.raw.headers, returnHeaders: true })
      );
      await writer.transact(() => {
        organizations.makePersonal(userId);
        audit.person(userId, 'session.create', { by: 'provider' });
      });
      return { linked: false, joined };
    })
  );

  async function link(userId: string, { subject }: Identity): Promise<void> {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.createAccount({
      userId,
      providerId: provider().providerId,
      accountId: subject
    });
    await writer.transact(() => audit.person(userId, 'identity.link', {}));
  }

  /**
   * A new account for whom the provider knows by a verified address. An account that has the address already is
   * nobody's to take over from outside: its person signs in and adds the identity there.
   */
  async function make(c: Context<Env>, identity: Identity, secret: string | undefined) {
    const { email, name } = identity;
    if (email === null) throw new AppError('EMAIL_UNVERIFIED');
    if (people.find(email) !== null)
      throw new AppError('EMAIL_TAKEN', {
        detail: `Then add ${provider().name} in Settings, under Account.`
      });
    const invitation = deps.admitNew(c, email, secret);
    const { internalAdapter } = await auth.$context;
    const user = await internalAdapter.createUser({ email, name, emailVerified: true });
    await link(user.id, identity);
    await writer.transact(() => {
      organizations.makePersonal(user.id);
      if (invitation) organizations.accept(invitation, user.id);
      audit.person(user.id, 'account.create', { by: 'provider' });
    });
    const scope = organizations.personal(user.id)?.scope;
    if (scope !== undefined) deps.welcome({ scope, userId: user.id });
    const joined = invitation && organizations.membership(user.id, invitation.organizationId);
    return { userId: user.id, joined };
  }

  return new Hono<Env>().post('/v1/auth/oidc', begin).post('/v1/auth/oidc/finish', finish);
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
