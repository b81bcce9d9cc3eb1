import { constants, createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';

/** Signatures that are taken; never `none`, and none with a shared secret. */
const digests = {
  RS256: { hash: 'sha256', kty: 'RSA' },
  PS256: { hash: 'sha256', kty: 'RSA', padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  ES256: { hash: 'sha256', kty: 'EC', dsaEncoding: 'ieee-p1363' },
  EdDSA: { hash: null, kty: 'OKP' }
} as const;

const headSchema = z.object({
  alg: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']),
  kid: z.optional(z.string())
});
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.optional(z.string()),
  exp: z.number(),
  iat: z.number(),
  nonce: z.optional(z.string()),
  email: z.optional(z.string()),
  email_verified: z.optional(z.union([z.boolean(), z.string()])),
  name: z.optional(z.string())
});
export type Claims = z.infer<typeof claimsSchema>;

export type Jwk = JsonWebKey & { kid?: string; use?: string; alg?: string };

/** Clocks of two machines differ by so much. */
const leewaySeconds = 60;

/**
 * What an identity token says, if it was signed by one of these keys, for us, in answer to this question, and is not
 * over. @throws AppError PROVIDER_AWAY with what is wrong in its cause
 */
export function readIdToken(
  token: string,
  keys: readonly Jwk[],
  expected: { issuer: string; clientId: string; nonce: string; now: number }
): Claims {
  const [head = '', body = '', signature = '', more] = token.split('.');
  const { alg, kid } = parse(headSchema, head);
  if (more !== undefined || !isSigned(keys, alg, kid, `${head}.${body}`, signature))
    throw wrong('its signature is not the provider’s');
  const claims = parse(claimsSchema, body);
  const audience = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
  const seconds = expected.now / 1000;
  if (claims.iss !== expected.issuer) throw wrong('it is another issuer’s');
  if (!audience.includes(expected.clientId)) throw wrong('it is for somebody else');
  if (audience.length > 1 && claims.azp !== expected.clientId)
    throw wrong('it was given to somebody else');
  if (claims.azp !== undefined && claims.azp !== expected.clientId)
    throw wrong('it was given to somebody else');
  if (claims.exp + leewaySeconds < seconds) throw wrong('it is over');
  if (claims.iat - leewaySeconds > seconds) throw wrong('it is from the future');
  if (claims.nonce !== expected.nonce) throw wrong('it answers another question');
  return claims;
}

function isSigned(
  keys: readonly Jwk[],
  alg: keyof typeof digests,
  kid: string | undefined,
  text: string,
  signature: string
): boolean {
  const { hash, kty, ...how } = digests[alg];
  return keys
    .filter((key) => key.kty === kty && (key.use ?? 'sig') === 'sig' && (key.alg ?? alg) === alg)
    .filter((key) => kid === undefined || key.kid === kid)
    .some((jwk) => {
      const key = publicKeyOf(jwk);
      return verify(hash, Buffer.from(text), { key, ...how }, Buffer.from(signature, 'base64url'));
    });
}

function publicKeyOf(key: Jwk): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch (cause) {
    throw wrong('one of the provider’s keys cannot be read', cause);
  }
}

function parse<S extends z.ZodMiniType>(schema: S, part: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, 'base64url').toString()));
  } catch (cause) {
    throw wrong('it cannot be read', cause);
  }
}

function wrong(why: string, cause?: unknown): AppError {
  return new AppError('PROVIDER_AWAY', { cause: cause ?? new Error(`id_token: ${why}`) });
}
