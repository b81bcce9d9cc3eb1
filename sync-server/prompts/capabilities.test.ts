import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTeam } from '../testing/team.ts';
import type { Browser, Team } from '../testing/team.ts';

let team: Team;
let ada: Browser;
beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  ada = await team.person('Ada');
  ada.organization = String((await ada.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
}, 120_000);
afterAll(() => team.stop());

async function member(name: string, role: string): Promise<Browser> {
  const email = `${name.toLowerCase()}@example.org`;
  const path = `/v1/organizations/${String(ada.organization)}/invitations`;
  const { body } = await ada.ask('POST', path, { email, role });
  const one = await team.person(name, String(body.secret));
  one.organization = ada.organization;
  return one;
}

test('each is told what they may do with what they read, and no more', async () => {
  const project = (await ada.ask('POST', '/v1/projects', { name: 'Ours' })).body.project;
  const preset = (await ada.ask('POST', '/v1/presets', { name: 'Ours' })).body.preset;
  const prompt = (await ada.ask('POST', '/v1/prompts', { name: 'Ours', messages: [] })).body.prompt;
  const idOf = (record: unknown) => (record as { id: string }).id;
  const paths = [
    `/v1/prompts/${idOf(prompt)}`,
    `/v1/projects/${idOf(project)}`,
    `/v1/presets/${idOf(preset)}`
  ];
  const told = async (by: Browser) =>
    Promise.all(paths.map(async (path) => (await by.ask('GET', path)).body._capabilities));
  const yes = { edit: true, delete: true };
  const no = { edit: false, delete: false };
  expect(await told(ada)).toEqual([{ ...yes, execute: true }, yes, yes]);
  expect(await told(await member('Ed', 'editor'))).toEqual([{ ...yes, execute: true }, yes, yes]);
  expect(await told(await member('Vi', 'viewer'))).toEqual([{ ...no, execute: false }, no, no]);
});
