import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTeam, type Browser, type Team } from '../testing/team.ts';
import type { Role } from '#shared/access';

let team: Team;
const people = new Map<Role, Browser>();
let promptId = '';

beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  const owner = await team.person('Owner');
  const acme = String((await owner.ask('POST', '/v1/organizations', { name: 'Acme' })).body.id);
  owner.organization = acme;
  people.set('owner', owner);
  for (const role of ['viewer', 'commenter', 'editor'] as const) {
    const email = `${role}@example.org`;
    const { body } = await owner.ask('POST', `/v1/organizations/${acme}/invitations`, {
      email,
      role
    });
    const one = await team.person(role, String(body.secret));
    one.organization = acme;
    people.set(role, one);
  }
  const made = await owner.ask('POST', '/v1/prompts', {
    name: 'Letter',
    kind: 'text',
    text: 'Dear'
  });
  promptId = String((made.body.prompt as { id: string }).id);
}, 120_000); // passwords are slow to hash, on purpose
afterAll(() => team.stop());

const as = (role: Role) => people.get(role)!;
const subject = () => ({ kind: 'prompt', id: promptId });
const anchor = {
  field: 'text',
  quote: 'Dear',
  prefix: '',
  suffix: '',
  start: 0,
  versionId: null
};

async function say(role: Role, more: object = {}) {
  const { status, body } = await as(role).ask('POST', '/v1/comments', {
    subject: subject(),
    anchor,
    body: `said by ${role}`,
    ...more
  });
  return { status, id: String((body.comment as { id: string } | undefined)?.id ?? '') };
}

test('a commenter comments without editing, a viewer reads', async () => {
  expect((await say('viewer')).status).toBe(403);
  const { status, id } = await say('commenter');
  expect(status).toBe(201);
  const { body } = await as('viewer').ask('GET', `/v1/comments?kind=prompt&id=${promptId}`);
  expect(body.items).toMatchObject([{ id, body: 'said by commenter', anchor }]);
  const edited = await as('commenter').ask('PATCH', `/v1/prompts/${promptId}`, { name: 'Other' });
  expect(edited.status).toBe(403);
});

test('one rewrites and deletes one’s own words; anybody who comments settles; who manages takes away', async () => {
  const { id } = await say('commenter');
  const patch = (role: Role, body: object) => as(role).ask('PATCH', `/v1/comments/${id}`, body);
  expect((await patch('editor', { body: 'twisted' })).status).toBe(403);
  expect((await patch('editor', { resolved: true })).body.comment).toMatchObject({
    body: 'said by commenter',
    resolvedAt: expect.any(Number) as number
  });
  expect(
    (await patch('commenter', { body: 'better', resolved: false })).body.comment
  ).toMatchObject({
    body: 'better',
    resolvedAt: null
  });
  expect((await as('editor').ask('DELETE', `/v1/comments/${id}`)).status).toBe(403);
  expect((await as('owner').ask('DELETE', `/v1/comments/${id}`)).status).toBe(204);
});

test('an answer belongs to a comment of the same thing and has none of its own', async () => {
  const { id } = await say('commenter');
  const answer = await say('editor', { parentId: id, anchor: null });
  expect(answer.status).toBe(201);
  expect((await say('editor', { parentId: answer.id, anchor: null })).status).toBe(400);
  expect((await say('editor', { parentId: id })).status).toBe(400);
  expect((await say('editor', { subject: { kind: 'prompt', id: 'nowhere' } })).status).toBe(404);
});

test('a push of a commenter takes in the comment, names its author, and refuses the edit beside it', async () => {
  const commenter = as('commenter');
  const account = await commenter.account();
  const prompts = await as('owner').ask('GET', '/v1/prompts');
  expect(prompts.status).toBe(200);
  const scope = String(
    team.planting.sql
      .prepare("select scope from records where collection = 'comments'")
      .pluck()
      .get()
  );
  const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: 1 });
  const common = { scope, sv: 1, op: 'create' };
  const comment = {
    ...common,
    mid: 'm1',
    cseq: 1,
    collection: 'comments',
    id: 'c-1',
    set: { subject: change(subject()), body: change('from a device'), parentId: change(null) }
  };
  const edit = {
    ...common,
    mid: 'm2',
    cseq: 2,
    collection: 'prompts',
    id: promptId,
    op: 'patch',
    set: { name: change('Mine now') }
  };
  const forged = {
    ...common,
    mid: 'm3',
    cseq: 3,
    collection: 'comments',
    id: 'c-2',
    set: { ...comment.set, author: change('somebody else') }
  };
  const { body } = await commenter.ask('POST', '/v1/sync/push', {
    clientId: 'phone',
    mutations: [comment, edit, forged]
  });
  expect(body.results).toMatchObject([
    { mid: 'm1', status: 'applied' },
    { mid: 'm2', status: 'rejected', code: 'FORBIDDEN' },
    { mid: 'm3', status: 'rejected', code: 'SERVER_ONLY' }
  ]);
  const listed = await commenter.ask('GET', `/v1/comments?kind=prompt&id=${promptId}`);
  const items = listed.body.items as { id: string; author: string }[];
  expect(items.find(({ id }) => id === 'c-1')?.author).toBe(account.person?.id);

  const twisted = {
    ...common,
    mid: 'm4',
    cseq: 1,
    op: 'patch',
    collection: 'comments',
    id: 'c-1',
    set: { body: { ...change('twisted'), base: 'm1' } }
  };
  const editor = await as('editor').ask('POST', '/v1/sync/push', {
    clientId: 'laptop',
    mutations: [twisted]
  });
  expect(editor.body.results).toMatchObject([{ status: 'rejected', code: 'FORBIDDEN' }]);
});
