import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { can, roles } from '#shared/access';
import type { Role, Verb } from '#shared/access';
import { createTeam } from '../testing/team.ts';
import type { Answer, Browser, Team } from '../testing/team.ts';
import { listRoutes } from '../http/list-routes.ts';

/** Who may call each route, written down apart from the code: a route that is not here fails. */
const table: Record<string, Verb | 'person' | 'sudo' | 'asker' | 'public'> = {
  'GET /v1/account': 'public',
  'DELETE /v1/account': 'sudo',
  'GET /v1/account/deletion': 'person',
  'GET /v1/api-keys': 'manage',
  'POST /v1/api-keys': 'manage',
  'POST /v1/api-keys/:id/rotate': 'manage',
  'DELETE /v1/api-keys/:id': 'manage',
  'GET /v1/audit': 'manage',
  'POST /v1/auth/oidc': 'public',
  'POST /v1/auth/oidc/finish': 'public',
  'POST /v1/auth/passkey': 'public',
  'POST /v1/auth/passkey/options': 'public',
  'POST /v1/auth/passkey/prove': 'person',
  'POST /v1/auth/passkeys': 'sudo',
  'POST /v1/auth/passkeys/options': 'sudo',
  'PATCH /v1/auth/passkeys/:id': 'person',
  'DELETE /v1/auth/passkeys/:id': 'sudo',
  'POST /v1/auth/password': 'sudo',
  'POST /v1/auth/prove': 'person',
  'POST /v1/auth/recover': 'public',
  'POST /v1/auth/recovery-codes': 'sudo',
  'GET /v1/auth/sessions': 'person',
  'DELETE /v1/auth/sessions/:id': 'person',
  'POST /v1/auth/sign-in': 'public',
  'POST /v1/auth/sign-out': 'person',
  'POST /v1/auth/sign-up': 'public',
  'GET /v1/auth/ways': 'person',
  'GET /v1/blobs/:hash': 'view',
  'PUT /v1/blobs/:hash': 'edit',
  'GET /v1/connections': 'view',
  'POST /v1/connections': 'manage',
  'PATCH /v1/connections/:id': 'manage',
  'DELETE /v1/connections/:id': 'manage',
  'POST /v1/connections/:id/test': 'manage',
  'POST /v1/connections/own': 'run',
  'PATCH /v1/connections/own/:id': 'run',
  // What one agreed to one may take back, whatever one's role has become.
  'DELETE /v1/connections/own/:id': 'view',
  'POST /v1/connections/own/:id/test': 'run',
  'POST /v1/csp-report': 'public',
  'GET /v1/events': 'view',
  'GET /v1/export': 'sudo',
  'POST /v1/invitations/accept': 'person',
  'GET /v1/limits': 'view',
  'PUT /v1/limits': 'manage',
  'GET /v1/models': 'view',
  'GET /v1/openapi.json': 'public',
  'GET /v1/organizations': 'person',
  'POST /v1/organizations': 'person',
  'PATCH /v1/organizations/:id': 'manage',
  'GET /v1/organizations/:id/invitations': 'manage',
  'POST /v1/organizations/:id/invitations': 'manage',
  'DELETE /v1/organizations/:id/invitations/:invitationId': 'manage',
  'GET /v1/organizations/:id/members': 'view',
  'PATCH /v1/organizations/:id/members/:userId': 'manage',
  // Everyone may leave; whom else one may remove is judged inside.
  'DELETE /v1/organizations/:id/members/:userId': 'view',
  'POST /v1/presence': 'view',
  'GET /v1/presets': 'view',
  'POST /v1/presets': 'edit',
  'GET /v1/presets/:id': 'view',
  'PUT /v1/presets/:id': 'edit',
  'DELETE /v1/presets/:id': 'edit',
  'GET /v1/projects': 'view',
  'POST /v1/projects': 'edit',
  'GET /v1/projects/:id': 'view',
  'PATCH /v1/projects/:id': 'edit',
  'DELETE /v1/projects/:id': 'edit',
  'GET /v1/prompts': 'view',
  'POST /v1/prompts': 'edit',
  'GET /v1/prompts/:id': 'view',
  'PATCH /v1/prompts/:id': 'edit',
  'DELETE /v1/prompts/:id': 'edit',
  'POST /v1/prompts/:id/execute': 'run',
  // Whose prompt it is decides which one: their own organization's, or one shared with them.
  'POST /v1/prompts/:id/fork': 'edit',
  'PUT /v1/prompts/:id/labels/:name': 'edit',
  'DELETE /v1/prompts/:id/labels/:name': 'edit',
  'GET /v1/prompts/:id/revisions': 'view',
  'GET /v1/prompts/:id/runs': 'view',
  'GET /v1/prompts/:id/shares': 'edit',
  'POST /v1/prompts/:id/shares': 'edit',
  'DELETE /v1/prompts/:id/shares/:grantId': 'edit',
  'GET /v1/prompts/shared-with-me': 'person',
  'POST /v1/prompts/shared-with-me/presence': 'person',
  'GET /v1/prompts/shared-with-me/:id': 'person',
  'PATCH /v1/prompts/shared-with-me/:id': 'person',
  'GET /v1/prompts/:id/versions': 'view',
  'POST /v1/prompts/:id/versions': 'edit',
  'GET /v1/runs': 'view',
  'POST /v1/runs': 'run',
  'POST /v1/runs/cancel': 'run',
  'GET /v1/runs/compare': 'view',
  'POST /v1/runs/import': 'edit',
  'GET /v1/runs/:id': 'view',
  'POST /v1/runs/:id/cancel': 'run',
  'GET /v1/runs/:id/events': 'view',
  'GET /v1/runs/:id/log': 'view',
  'GET /v1/runs/:id/output': 'view',
  'GET /v1/runs/:id/raw': 'view',
  'GET /v1/comments': 'view',
  'POST /v1/comments': 'comment',
  'PATCH /v1/comments/:id': 'comment',
  'DELETE /v1/comments/:id': 'comment',
  'GET /v1/snapshots': 'view',
  'POST /v1/snapshots': 'edit',
  'GET /v1/snapshots/:id': 'view',
  'PATCH /v1/snapshots/:id': 'edit',
  'DELETE /v1/snapshots/:id': 'edit',
  'GET /v1/search': 'view',
  'GET /v1/shares': 'edit',
  'POST /v1/shares': 'edit',
  'GET /v1/shares/:id': 'edit',
  'PATCH /v1/shares/:id': 'edit',
  'DELETE /v1/shares/:id': 'edit',
  // Whoever has the link: the share itself says what they may.
  'POST /v1/shares/:id/open': 'public',
  'POST /v1/shares/:id/join': 'person',
  'POST /v1/shares/:id/comments': 'person',
  'DELETE /v1/shares/:id/comments/:commentId': 'person',
  'GET /v1/sync/counts': 'view',
  'GET /v1/sync/packs/:hash': 'view',
  'POST /v1/sync/pull': 'asker',
  'POST /v1/sync/push': 'asker',
  'GET /v1/usage': 'view',
  'GET /v1/webhook': 'manage',
  'PUT /v1/webhook': 'manage',
  'DELETE /v1/webhook': 'manage',
  'POST /v1/webhook/test': 'manage'
};

let team: Team;
let acme: string;
const people = new Map<
  string,
  { ask: Browser; role: Role | null; key?: string; grants?: Verb[] }
>();

beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  const owner = await team.person('Owner');
  acme = String((await owner.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  owner.organization = acme;
  people.set('owner', { ask: owner, role: 'owner' });

  async function invited(name: string, role: Role): Promise<string> {
    const { body } = await owner.ask('POST', `/v1/organizations/${acme}/invitations`, {
      email: `${name}@example.org`,
      role
    });
    return String(body.secret);
  }
  for (const role of roles.slice(0, 4)) {
    const ask = await team.person(role, await invited(role, role));
    ask.organization = acme;
    people.set(role, { ask, role });
  }
  const asked = await team.person('asked');
  await invited('asked', 'admin');
  asked.organization = acme;
  people.set('somebody who was invited and has not come', { ask: asked, role: null });

  const gone = await team.person('gone', await invited('gone', 'admin'));
  gone.organization = acme;
  const { person } = await gone.account();
  await owner.ask('DELETE', `/v1/organizations/${acme}/members/${person?.id}`);
  people.set('somebody who was removed', { ask: gone, role: null });

  const stranger = await team.person('stranger');
  await stranger.ask('POST', '/v1/organizations', { name: 'Other' });
  stranger.organization = acme;
  people.set('the owner of another organization', { ask: stranger, role: null });

  const { body } = await owner.ask('POST', '/v1/api-keys', { name: 'k', grants: ['view'] });
  const ask = team.browser();
  people.set('a key that may only read', {
    ask,
    role: 'owner',
    key: String(body.key),
    grants: ['view'] as Verb[]
  });
  people.set('nobody', { ask: team.browser(), role: null });
}, 120_000); // passwords are slow to hash, on purpose
afterAll(() => team.stop());

const who = [
  ...roles,
  'somebody who was invited and has not come',
  'somebody who was removed',
  'the owner of another organization',
  'a key that may only read',
  'nobody'
];

/** What the policy says of this principal, in the words of an answer. */
function expected(name: string, policy: (typeof table)[string]) {
  if (policy === 'public') return 'heard';
  if (name === 'nobody') return 'UNAUTHENTICATED';
  const one = people.get(name);
  if (policy === 'asker') return 'heard';
  if (policy === 'person' || policy === 'sudo') return one?.key ? 'FORBIDDEN' : 'heard';
  if (!one || one.role === null) return 'NOT_FOUND';
  const asker = { organizationId: acme, role: one.role, grants: one.grants };
  return can(asker, policy, { organizationId: acme }) ? 'heard' : 'FORBIDDEN';
}

/** Refused for who asked; a body or an id that is wrong is somebody's who was heard. */
function outcome({ status, body }: Answer) {
  const code = String(body.code);
  return status >= 400 && ['UNAUTHENTICATED', 'FORBIDDEN'].includes(code) ? code : 'heard';
}

function dump() {
  const tables = [
    'records',
    'connections',
    'limits',
    'members',
    'invitations',
    'organizations',
    'shares',
    'share_comments',
    'grants'
  ];
  const hash = createHash('sha256');
  // Of a key only when it was last used may change.
  for (const each of [...tables, 'users', 'runs', 'blobs'])
    hash.update(JSON.stringify(team.planting.sql.prepare(`select * from ${each}`).all()));
  return hash.digest('hex');
}

test('every route of the app is in the table, and nothing else is', () => {
  const found = listRoutes(team.app).map(({ method, path, policy }) => [
    `${method} ${path}`,
    policy
  ]);
  expect(Object.fromEntries(found)).toEqual(table);
});

describe.each(who)('%s', (name) => {
  test('is heard where the table says so, refused elsewhere, and changes nothing', async () => {
    const one = people.get(name)!;
    const headers: Record<string, string> = one.key ? { authorization: `Bearer ${one.key}` } : {};
    const before = dump();
    for (const [route, policy] of Object.entries(table)) {
      // Being heard there is a stream without an end.
      if (route === 'GET /v1/events' && expected(name, policy) === 'heard') continue;
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern
        .replace('/organizations/:id', `/organizations/${acme}`)
        .replaceAll(/:\w+/g, 'none');
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { surprise: 1 } : undefined;
      const answer = await one.ask.ask(method, path, body, headers);
      const wanted = expected(name, policy);
      if (wanted === 'NOT_FOUND') {
        expect([route, answer.status, answer.body.code]).toEqual([route, 404, 'NOT_FOUND']);
      } else expect([route, outcome(answer)]).toEqual([route, wanted]);
      expect(answer.status, route).toBeLessThan(500);
    }
    expect(dump()).toBe(before);
  });
});

test('an organization of others and one that is nowhere are answered alike', async () => {
  const { ask } = people.get('the owner of another organization')!;
  const same = ({ status, body }: Answer) => [status, { ...body, requestId: '', instance: '' }];
  for (const path of ['/v1/prompts', '/v1/runs/none', `/v1/organizations/${acme}/members`]) {
    ask.organization = acme;
    const theirs = await ask.ask('GET', path);
    ask.organization = 'nowhere';
    expect(same(await ask.ask('GET', path)), path).toEqual(same(theirs));
  }
  ask.organization = acme;
});
