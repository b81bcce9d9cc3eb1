import { expect, onTestFinished, test } from 'vitest';
import type { AuditPage } from '#shared/audit';
import { defaultsOf } from '#shared/defaults';
import { toBody } from '#shared/paths';
import { createTeam } from '../testing/team.ts';

test('the log names who deleted for ever from a device, as long as they are known', async () => {
  const team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  onTestFinished(() => team.stop());
  const ada = await team.person('Ada');
  const bob = await team.person('Bob');
  const made = (await ada.ask('POST', '/v1/organizations', { name: 'Acme' })).body;
  const path = `/v1/organizations/${String(made.id)}/invitations`;
  ada.organization = bob.organization = String(made.id);
  const invited = await ada.ask('POST', path, { email: 'bob@example.org', role: 'editor' });
  await bob.ask('POST', '/v1/invitations/accept', { secret: invited.body.secret });
  const { organizations, person } = await bob.account();
  const scope = organizations.find(({ id }) => id === made.id)?.scope;
  const bobId = person?.id ?? '';

  const [first, second] = [
    '019aa000-0000-7000-8000-00000000000c',
    '019aa000-0000-7000-8000-00000000000d'
  ];
  const where = { scope, collection: 'prompts', id: '019aa000-0000-7000-8000-00000000000e', sv: 1 };
  const given = { ...defaultsOf('prompts'), createdAt: 1, deletedAt: 2 };
  const fields = Object.entries(toBody('prompts', given)).filter(([path]) => path !== 'updatedAt');
  const set = (toChange: (value: unknown) => object) =>
    Object.fromEntries(fields.map(([path, v]) => [path, { baseEff: 0, ts: 2, ...toChange(v) }]));
  const pushed = await bob.ask('POST', '/v1/sync/push', {
    clientId: '019aa000-0000-7000-8000-00000000000b',
    mutations: [
      { ...where, mid: first, cseq: 1, op: 'create', set: set((v) => ({ v, base: null })) },
      { ...where, mid: second, cseq: 2, op: 'purge', set: set(() => ({ base: first })) }
    ]
  });
  expect(pushed.body.results).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);

  const read = async () => (await ada.ask('GET', '/v1/audit')).body as unknown as AuditPage;
  const rowOf = ({ items }: AuditPage) => items.find(({ verb }) => verb === 'purge');
  const before = await read();
  expect(rowOf(before)).toMatchObject({ actor: bobId, facts: { collection: 'prompts' } });
  expect(before.people[bobId]).toBe('Bob');

  await bob.ask('DELETE', '/v1/account', { email: 'bob@example.org' });
  const after = await read();
  expect(rowOf(after)?.actor).toBe(bobId);
  expect(after.people).not.toHaveProperty(bobId);
}, 60_000);
