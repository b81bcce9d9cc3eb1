import { createHash } from 'node:crypto';
import { request } from 'undici';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import type { Egress } from '../providers/egress.ts';
import { parseJson, readText } from '../providers/short-answer.ts';
import { readIdToken } from './id-token.ts';
import type { Claims, Jwk } from './id-token.ts';
import type { RandomBytes } from './secrets.ts';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  /** Without one the client is a public one, and PKCE alone binds the code. */
  clientSecret: string | null;
  /** What people call it. */
  name: string;
}

/** What is remembered of a question until it is answered; it stays with the browser that asked. */
export const questionSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  at: z.number()
});
export type Question = z.infer<typeof questionSchema>;

/** Somebody, as the provider knows them. */
export interface Identity {
  subject: string;
  name: string;
  /** In lower case; `null`: not said, or not verified there. */
  email: string | null;
}

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.optional(z.url()),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.optional(z.array(z.string()))
});
type Metadata = z.infer<typeof metadataSchema>;
const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const tokensSchema = z.object({ id_token: z.string(), access_token: z.optional(z.string()) });
const profileSchema = z.object({
  sub: z.string(),
  email: z.optional(z.string()),
  email_verified: z.optional(z.union([z.boolean(), z.string()])),
  name: z.optional(z.string())
});

const mostBytes = 512 * 1024;
const timeoutMs = 10_000;
const metadataMs = 60 * 60 * 1000;
/** A browser is not sent to a provider that has not answered for this long: it would find a page of errors there. */
const thereMs = 2_000;

export type Oidc = ReturnType<typeof createOidc>;

/** One provider of identities: the code flow with PKCE, state and nonce, through the guard of outbound calls. */
export function createOidc(deps: {
  settings: OidcSettings;
  egress: Egress;
  /** Where the provider sends people back to. */
  redirectUri: string;
  random: RandomBytes;
  now: () => number;
}) {
  const { settings, egress, redirectUri, random, now } = deps;
  const { issuer, clientId, clientSecret } = settings;
  let known: { metadata: Metadata; at: number } | null = null;

  async function ask<S extends z.ZodMiniType>(
    schema: S,
    url: string,
    init: { headers?: Record<string, string>; form?: URLSearchParams } = {}
  ): Promise<z.output<S>> {
    const { form, headers } = init;
    let text: string;
    let status: number;
    try {
      const response = await request(egress.check(url), {
        dispatcher: egress.dispatcher,
        method: form ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...headers,
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' })
        },
        body: form?.toString() ?? null,
        signal: AbortSignal.timeout(timeoutMs)
      });
      status = response.statusCode;
      text = await readText(response.body, mostBytes);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw new AppError('PROVIDER_AWAY', { cause });
    }
    // A redirect is none either: nothing but what was configured is asked.
    if (status >= 500 || status < 200 || (status >= 300 && status < 400))
      throw new AppError('PROVIDER_AWAY');
    if (status >= 400) {
      if (text.includes('"invalid_grant"')) throw new AppError('SIGN_IN_STALE');
      throw new AppError('PROVIDER_AWAY', { detail: `It answered with ${status}.` });
    }
    const read = schema.safeParse(parseJson(text));
    if (!read.success) throw new AppError('PROVIDER_AWAY', { cause: read.error });
    return read.data;
  }

  /** As it was told at most `withinMs` ago. */
  async function metadata(withinMs = metadataMs): Promise<Metadata> {
    if (known && now() - known.at < withinMs) return known.metadata;
    const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
    const found = await ask(metadataSchema, `${base}/.well-known/openid-configuration`);
    // Another's word for itself: what it then signs would not be this one's.
    if (found.issuer !== issuer)
      throw new AppError('PROVIDER_AWAY', { detail: 'It says that it is another one.' });
    known = { metadata: found, at: now() };
    return found;
  }

  const text = () => Buffer.from(random(32)).toString('base64url');

  async function redeem(found: Metadata, code: string, verifier: string) {
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier
    });
    const headers: Record<string, string> = {};
    const methods = found.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    if (clientSecret !== null && methods.includes('client_secret_basic')) {
      const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
      headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    } else {
      form.set('client_id', clientId);
      if (clientSecret !== null) form.set('client_secret', clientSecret);
    }
    return ask(tokensSchema, found.token_endpoint, { headers, form });
  }

  return {
    name: settings.name,
    /** The `provider_id` of its identities: another issuer's subjects are other people. */
    providerId: `oidc ${issuer}`,

    /** Where to send a browser, and what it has to bring back with the answer. */
    async begin(): Promise<{ url: string; question: Question }> {
      const { authorization_endpoint: endpoint } = await metadata(thereMs);
      const question = { state: text(), nonce: text(), verifier: text(), at: now() };
      const url = new URL(endpoint);
      const asked = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email profile',
        state: question.state,
        nonce: question.nonce,
        code_challenge: createHash('sha256').update(question.verifier).digest('base64url'),
        code_challenge_method: 'S256'
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return { url: url.href, question };
    },

    /** Who came back. @throws AppError SIGN_IN_STALE for a code that is over, PROVIDER_AWAY */
    async finish(code: string, { verifier, nonce }: Question): Promise<Identity> {
      const found = await metadata();
      const tokens = await redeem(found, code, verifier);
      const { keys } = await ask(keysSchema, found.jwks_uri);
      const claims = readIdToken(tokens.id_token, keys as Jwk[], {
        issuer,
        clientId,
        nonce,
        now: now()
      });
      return identityOf(await withProfile(found, claims, tokens.access_token));
    }
  };

  /** Providers may leave the address out of the token; then it is asked for. */
  async function withProfile(found: Metadata, claims: Claims, accessToken: string | undefined) {
    const endpoint = found.userinfo_endpoint;
    if (claims.email !== undefined || !endpoint || accessToken === undefined) return claims;
    const headers = { authorization: `Bearer ${accessToken}` };
    const profile = await ask(profileSchema, endpoint, { headers });
    if (profile.sub !== claims.sub) throw new AppError('PROVIDER_AWAY');
    return { ...claims, ...profile };
  }
}

function identityOf(claims: z.infer<typeof profileSchema>): Identity {
  const isVerified = claims.email_verified === true || claims.email_verified === 'true';
  const email = claims.email?.normalize('NFKC').trim().toLowerCase();
  return {
    subject: claims.sub,
    name: claims.name?.trim().slice(0, 100) || (email?.split('@')[0] ?? 'Somebody'),
    email: isVerified && email ? email : null
  };
}
