import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { readIdToken } from './id-token.ts';
import type { Jwk } from './id-token.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] as Jwk[];
const now = 1_800_000_000_000;
const expected = { issuer: 'https://id.example.org', clientId: 'us', nonce: 'n1', now };
const claims = {
  iss: expected.issuer,
  sub: 's1',
  aud: 'us',
  nonce: 'n1',
  exp: now / 1000 + 300,
  iat: now / 1000
};

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(body: object, head: object = { alg: 'ES256', kid: 'k1' }, key = privateKey) {
  const text = `${encode(head)}.${encode(body)}`;
  const how = { key, dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${sign('sha256', Buffer.from(text), how).toString('base64url')}`;
}

test('a token that is whole, ours and in time says who it is about', () => {
  expect(readIdToken(token(claims), keys, expected).sub).toBe('s1');
});

test.each([
  ['another issuer’s', token({ ...claims, iss: 'https://id.example.org/' })],
  ['for somebody else', token({ ...claims, aud: 'them' })],
  ['for us among others, and given to them', token({ ...claims, aud: ['us', 'x'], azp: 'x' })],
  ['over', token({ ...claims, exp: now / 1000 - 61 })],
  ['from the future', token({ ...claims, iat: now / 1000 + 61 })],
  ['an answer to another question', token({ ...claims, nonce: 'n2' })],
  ['without a nonce', token({ ...claims, nonce: undefined })],
  ['signed by another key', token(claims, undefined, other.privateKey)],
  ['of a key that is not known', token(claims, { alg: 'ES256', kid: 'k2' })],
  ['not signed', `${encode({ alg: 'none' })}.${encode(claims)}.`],
  ['signed with what is public', token(claims, { alg: 'HS256', kid: 'k1' })],
  ['cut', token(claims).slice(0, -10)],
  ['changed', token(claims).replace(encode(claims), encode({ ...claims, sub: 's2' }))],
  ['no token', 'hello']
])('a token that is %s is refused', (_what, text) => {
  expect(() => readIdToken(text, keys, expected)).toThrow(
    expect.objectContaining({ code: 'PROVIDER_AWAY' })
  );
});
