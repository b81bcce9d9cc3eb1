import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let ada: Browser;
let bob: Browser;
let eve: Browser;
let acme: string;
let promptId: string;
beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  ada = await team.person('Ada');
  acme = String((await ada.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  ada.organization = acme;
  const invitation = await ada.ask('POST', `/v1/organizations/${acme}/invitations`, {
    email: 'bob@example.org',
    role: 'viewer'
  });
  bob = await team.person('Bob', String(invitation.body.secret));
  bob.organization = acme;
  eve = await team.person('Eve');
  const { body } = await ada.ask('POST', '/v1/prompts', { name: 'Ours', messages: [] });
  promptId = (body.prompt as { id: string }).id;
}, 120_000);
afterAll(() => team.stop());

const at = (doing: string, page = 'one') => ({ promptId, page, doing });
const people = async (by: Browser, doing = 'viewing') =>
  (await by.ask('POST', '/v1/presence', at(doing))).body.people;

test('two members see each other, and nobody of another organization sees or is seen', async () => {
  expect(await people(ada, 'editing')).toEqual([]);
  expect(await people(bob)).toEqual([{ name: 'Ada', doing: 'editing' }]);
  eve.organization = null;
  const theirs = await eve.ask('POST', '/v1/presence', at('viewing'));
  const nowhere = await eve.ask('POST', '/v1/presence', { ...at('viewing'), promptId: 'none' });
  expect([theirs.status, theirs.body.code]).toEqual([404, 'NOT_FOUND']);
  expect(theirs.body.detail).toEqual(nowhere.body.detail);
  eve.organization = acme;
  expect((await eve.ask('POST', '/v1/presence', at('viewing'))).status).toBe(404);
  expect(await people(ada)).toEqual([{ name: 'Bob', doing: 'viewing' }]);
});

test('whom one prompt is shared with is there as long as the grant is', async () => {
  const given = await ada.ask('POST', `/v1/prompts/${promptId}/shares`, {
    email: 'eve@example.org',
    role: 'view'
  });
  const [grant] = given.body.items as { id: string }[];
  eve.organization = null;
  const say = () =>
    eve.ask('POST', '/v1/prompts/shared-with-me/presence', {
      id: grant?.id,
      page: 'one',
      doing: 'viewing'
    });
  expect((await say()).body.people).toContainEqual({ name: 'Ada', doing: 'viewing' });
  expect(await people(ada)).toContainEqual({ name: 'Eve', doing: 'viewing' });
  await ada.ask('DELETE', `/v1/prompts/${promptId}/shares/${grant?.id}`);
  expect(await people(ada)).not.toContainEqual({ name: 'Eve', doing: 'viewing' });
  expect((await say()).status).toBe(404);
});

test('a member who is removed is gone from every prompt at once', async () => {
  await people(bob);
  expect(await people(ada)).toEqual([{ name: 'Bob', doing: 'viewing' }]);
  const { person } = await bob.account();
  await ada.ask('DELETE', `/v1/organizations/${acme}/members/${person?.id}`);
  expect(await people(ada)).toEqual([]);
});

test('an API key is nobody who looks at anything, and nothing of it is in the database', async () => {
  const made = await ada.ask('POST', '/v1/api-keys', { name: 'k', grants: ['view'] });
  const answer = await team.browser().ask('POST', '/v1/presence', at('viewing'), {
    authorization: `Bearer ${String(made.body.key)}`
  });
  expect(answer.body.code).toBe('FORBIDDEN');
  await ada.ask('POST', '/v1/presence', at('editing', 'a-name-like-no-other'));
  const { sql } = team.planting;
  const tables = sql.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  const kept = tables.map((table) => JSON.stringify(sql.prepare(`select * from "${table}"`).all()));
  expect(kept.join()).not.toContain('a-name-like-no-other');
});
