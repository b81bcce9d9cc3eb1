import { afterEach, expect, test, vi } from 'vitest';
import type { Api } from '$lib/api/client';
import { hasPasskeys, makePasskey } from './passkey';

afterEach(() => void vi.unstubAllGlobals());

function browserAt(hostname: string, create: () => Promise<unknown> = async () => null) {
  class PublicKeyCredential {
    static parseRequestOptionsFromJSON = (json: unknown) => json;
    static parseCreationOptionsFromJSON = (json: unknown) => json;
  }
  vi.stubGlobal('PublicKeyCredential', PublicKeyCredential);
  vi.stubGlobal('location', { hostname });
  vi.stubGlobal('navigator', { credentials: { create } });
}
const api = { post: async () => ({}) } as unknown as Api;

test.each([
  ['localhost', true],
  ['play.example.org', true],
  ['127.0.0.1', false],
  ['[::1]', false]
])('at %s passkeys are offered: %s', (hostname, offered) => {
  browserAt(hostname);
  expect(hasPasskeys()).toBe(offered);
});

test.each([
  ['SecurityError', 'PASSKEY_ELSEWHERE'],
  ['InvalidStateError', 'PASSKEY_EXISTS']
])('what the browser refuses with %s is told as %s', async (name, code) => {
  browserAt('localhost', () => Promise.reject(new DOMException('no', name)));
  await expect(makePasskey(api, 'Mine')).rejects.toMatchObject({ code });
});

test('thinking better of it is no error', async () => {
  browserAt('localhost', () => Promise.reject(new DOMException('no', 'NotAllowedError')));
  expect(await makePasskey(api, 'Mine')).toBeNull();
});
