import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTeam, password, type Team } from '../testing/team.ts';
import type { Browser } from '../testing/team.ts';

let team: Team;
let one: Browser;
beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  one = await team.person('Sleepy');
  one.organization = String(
    (await one.ask('POST', '/v1/organizations', { name: 'Acme' })).body['id']
  );
}, 60_000);
afterAll(() => team.stop());

const key = { name: 'For a script', grants: ['view'], days: 1 };
/** What somebody who found an open browser would do first. */
const acts: [string, string, unknown][] = [
  ['POST', '/v1/auth/passkeys/options', {}],
  ['POST', '/v1/auth/recovery-codes', {}],
  ['POST', '/v1/auth/password', { current: password, password: 'another horse battery' }],
  ['POST', '/v1/api-keys', key],
  ['PUT', '/v1/webhook', { url: 'https://example.org/hook' }],
  ['GET', '/v1/export', undefined],
  ['DELETE', '/v1/account', { email: 'sleepy@example.org' }]
];

test.each(acts)('S38: %s %s wants to know once more who one is', async (method, path, body) => {
  const { person } = await one.account();
  team.planting.sql.prepare('update sessions set proven_at = 0 where user_id = ?').run(person?.id);
  const refused = await one.ask(method, path, body);
  expect([refused.status, refused.body['code']]).toEqual([401, 'REAUTH_REQUIRED']);
});

test('S38: with the password told, a key is made and the export is given out', async () => {
  await one.ask('POST', '/v1/auth/prove', { password });
  expect((await one.ask('POST', '/v1/api-keys', key)).status).toBe(201);
  expect((await one.ask('GET', '/v1/export')).status).toBe(200);
});
