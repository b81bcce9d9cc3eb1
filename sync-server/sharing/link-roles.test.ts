import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shareRoles, visibilities } from '#shared/sharing/rights';
import type { ShareRole, Visibility } from '#shared/sharing/rights';
import type { Grant, SharedWithMe } from '#shared/sharing/grants';
import type { OpenedShare, Share, ShareComment } from '#shared/sharing/wire';
import { createTeam } from '../testing/team.ts';
import type { Answer, Browser, Team } from '../testing/team.ts';

/* What a link lets people do besides reading, by visibility × role × who opens it. */

let team: Team;
let owner: Browser;
let editor: Browser;
let viewer: Browser;
let stranger: Browser;
let nobody: Browser;
let promptId: string;

beforeAll(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
  owner = await team.person('Owner');
  const { body } = await owner.ask('POST', '/v1/organizations', { name: 'Acme' });
  owner.organization = String(body.id);
  editor = await joined('Editor', 'editor');
  viewer = await joined('Viewer', 'viewer');
  stranger = await team.person('Stranger');
  nobody = team.browser();
  promptId = await makePrompt('Be brief.');
}, 120_000);
afterAll(() => team.stop());

async function joined(name: string, role: string): Promise<Browser> {
  const path = `/v1/organizations/${owner.organization}/invitations`;
  const email = `${name.toLowerCase()}@example.org`;
  const { body } = await owner.ask('POST', path, { email, role });
  const one = await team.person(name, String(body.secret));
  one.organization = owner.organization;
  return one;
}

async function makePrompt(systemPrompt: string): Promise<string> {
  const messages = [{ role: 'user', content: 'First words' }];
  const { body } = await editor.ask('POST', '/v1/prompts', { systemPrompt, messages });
  return (body.prompt as { id: string }).id;
}

const content = {
  subject: 'prompt',
  title: 'A copy',
  modelName: null,
  prompt: null,
  values: {},
  outputs: []
};
const made = (by: Browser, visibility: Visibility, role: ShareRole, more: object = {}) =>
  by.ask('POST', '/v1/shares', { subjectId: promptId, content, visibility, role, ...more });
async function link(visibility: Visibility, role: ShareRole, by = editor) {
  const { status, body } = await made(by, visibility, role);
  expect(status).toBe(201);
  return body as unknown as { share: Share; secret: string };
}

interface Link {
  share: Share;
  secret: string;
}
const keyOf = ({ secret }: Link, has: boolean) => (has ? { secret } : {});
const say = (by: Browser, it: Link, has = true, text = 'Nice.') =>
  by.ask('POST', `/v1/shares/${it.share.id}/comments`, { ...keyOf(it, has), text });
const join = (by: Browser, it: Link, has = true) =>
  by.ask('POST', `/v1/shares/${it.share.id}/join`, keyOf(it, has));
async function open(by: Browser, it: Link): Promise<OpenedShare> {
  const { body } = await by.ask('POST', `/v1/shares/${it.share.id}/open`, keyOf(it, true));
  return body as unknown as OpenedShare;
}
const said = ({ body }: Answer) => body.items as ShareComment[];
const withMe = async (by: Browser) =>
  (await by.ask('GET', '/v1/prompts/shared-with-me')).body.items as SharedWithMe[];
const revoke = (it: Link, by = editor) => by.ask('DELETE', `/v1/shares/${it.share.id}`);

describe.each(visibilities)('by a %s link', (visibility) => {
  test.each(shareRoles)('of role %s each may do what the table says', async (role) => {
    const it = await link(visibility, role);
    const comments = role === 'comment' || role === 'edit';
    /** What a link answers to who is let in, and to who is not. */
    const [commented, edited] = [comments ? 201 : 403, role === 'edit' ? 200 : 403];
    type Row = [string, Browser, boolean, number, number];
    const held = (isIn: boolean) => (isIn ? [commented, edited] : [404, 404]) as [number, number];
    const table: Row[] = [
      ['nobody', nobody, false, 401, 401],
      ['nobody with the key', nobody, true, 401, 401],
      ['a stranger', stranger, false, ...held(visibility === 'public')],
      ['a stranger with the key', stranger, true, ...held(visibility !== 'team')],
      ['a viewer', viewer, false, ...held(visibility !== 'unlisted')],
      // Editors of its organization see it without the key, and comment; the prompt is theirs to edit anyway.
      ['the owner', owner, false, commented, visibility === 'unlisted' ? 403 : edited]
    ];
    for (const [name, by, has, comment, edit] of table) {
      const got = [(await say(by, it, has)).status, (await join(by, it, has)).status];
      expect([name, ...got]).toEqual([name, comment, edit]);
    }
    await revoke(it);
    expect(await withMe(stranger)).toEqual([]);
  });
});

test('comments stand beside the copy for who may comment, and for nobody else', async () => {
  const it = await link('unlisted', 'comment');
  expect(said(await say(stranger, it, true, ' The first line is good. '))).toMatchObject([
    { author: 'Stranger', text: 'The first line is good.', mayDelete: true }
  ]);
  await say(viewer, it, true, 'And the second?');
  expect((await open(viewer, it)).comments).toMatchObject([
    { author: 'Stranger', mayDelete: false },
    { author: 'Viewer', mayDelete: true }
  ]);
  expect((await open(nobody, it)).comments).toEqual([]);
  // Whoever made it reads them without its key, and knows from the list that there are some.
  const review = await editor.ask('GET', `/v1/shares/${it.share.id}`);
  expect(review.body.comments).toMatchObject([{ mayDelete: true }, { mayDelete: true }]);
  const { body } = await editor.ask('GET', '/v1/shares');
  expect((body.items as Share[]).find(({ id }) => id === it.share.id)?.comments).toBe(2);
  for (const text of ['', '   ', 'x'.repeat(10_001)])
    expect((await say(stranger, it, true, text)).status).toBe(400);
});

test('a comment is deleted by who wrote it or who made the link, and goes with the link', async () => {
  const it = await link('public', 'comment');
  const [first] = said(await say(stranger, it));
  const second = said(await say(viewer, it))[1];
  const remove = (by: Browser, id = '') =>
    by.ask('DELETE', `/v1/shares/${it.share.id}/comments/${id}`);
  expect((await remove(viewer, first?.id)).status).toBe(404);
  expect((await remove(stranger, first?.id)).status).toBe(204);
  expect((await remove(editor, second?.id)).status).toBe(204);
  expect((await open(stranger, it)).comments).toEqual([]);

  await say(stranger, it);
  await revoke(it);
  const left = team.planting.sql.prepare('select count(*) from share_comments where share_id = ?');
  expect(left.pluck().get(it.share.id)).toBe(0);
  expect((await say(stranger, it)).status).toBe(404);
});

test('who edits by a link comes to the prompt as it lives, until the link is revoked', async () => {
  const it = await link('unlisted', 'edit');
  const { body } = await join(stranger, it);
  expect(body).toMatchObject({ promptId, kind: 'messages' });
  const path = `/v1/prompts/shared-with-me/${String(body.grantId)}`;
  const { revision } = (await stranger.ask('GET', path)).body;
  const edit = { revision, systemPrompt: 'Be very brief.' };
  expect((await stranger.ask('PATCH', path, edit)).status).toBe(200);
  expect((await join(stranger, it)).body.grantId).toBe(body.grantId);
  const people = await editor.ask('GET', `/v1/prompts/${promptId}/shares`);
  expect(people.body.items as Grant[]).toMatchObject([
    { name: 'Stranger', role: 'edit', byLink: true }
  ]);
  const audit = await owner.ask('GET', '/v1/audit');
  expect(JSON.stringify(audit.body)).toContain(`"share":"${it.share.id}"`);

  await revoke(it);
  expect((await stranger.ask('GET', path)).status).toBe(404);
  expect((await stranger.ask('PATCH', path, edit)).status).toBe(404);
  expect((await join(stranger, it)).status).toBe(404);
});

test('what came by a link ends when the link does, by its time or by another role', async () => {
  const it = await link('public', 'edit');
  await join(stranger, it);
  expect(await withMe(stranger)).toHaveLength(1);
  const end = team.planting.sql.prepare('update shares set expires_at = ? where id = ?');
  end.run(Date.now() - 1, it.share.id);
  expect(await withMe(stranger)).toEqual([]);
  end.run(null, it.share.id);
  expect(await withMe(stranger)).toHaveLength(1);
  await editor.ask('PATCH', `/v1/shares/${it.share.id}`, { role: 'view' });
  expect(await withMe(stranger)).toEqual([]);
  await revoke(it);
});

test('what was settled with a person holds, whatever a link says', async () => {
  const path = `/v1/prompts/${promptId}/shares`;
  await editor.ask('POST', path, { email: 'stranger@example.org', role: 'view' });
  const it = await link('public', 'edit');
  const { body } = await join(stranger, it);
  expect(await withMe(stranger)).toMatchObject([{ id: body.grantId, role: 'view' }]);
  await revoke(it);
  expect(await withMe(stranger)).toHaveLength(1);
  await editor.ask('DELETE', `${path}/${String(body.grantId)}`);
});

test('an editor of the organization is led to the prompt where it is', async () => {
  const it = await link('team', 'edit');
  expect((await join(owner, it)).body).toEqual({ grantId: null, promptId, kind: 'messages' });
  expect(await withMe(owner)).toEqual([]);
  await revoke(it);
});

test('nobody edits by the link of somebody who may not edit any more, not even its maker', async () => {
  const guest = await joined('Guest', 'editor');
  const it = await link('public', 'edit', guest);
  const { person } = await guest.account();
  const path = `/v1/organizations/${owner.organization}/members/${person?.id}`;
  await owner.ask('PATCH', path, { role: 'viewer' });
  expect((await join(stranger, it)).status).toBe(403);
  await owner.ask('DELETE', path);
  guest.organization = null;
  expect((await join(guest, it)).status).toBe(403);
});

test('only a prompt that is there, and holds no secret, can be edited by a link', async () => {
  for (const wrong of [{ subjectId: null }, { content: { ...content, subject: 'run' } }])
    expect((await made(editor, 'public', 'edit', wrong)).body.code).toBe('INVALID_REQUEST');
  expect((await made(editor, 'public', 'edit', { subjectId: 'none' })).status).toBe(400);
  // The copy holds none: it is the prompt itself that would be seen.
  const subjectId = await makePrompt('Use sk-ant-api03-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg');
  const asked = { subjectId };
  expect((await made(editor, 'public', 'edit', asked)).body.code).toBe('SECRET_FOUND');
  expect((await made(editor, 'public', 'duplicate', asked)).status).toBe(201);
  expect((await made(editor, 'public', 'edit', { ...asked, secretsSeen: true })).status).toBe(201);
});

test('comments go with the account of who wrote them, and stand in its export', async () => {
  const it = await link('public', 'comment');
  const passing = await team.person('Passing');
  await say(passing, it, true, 'I was here');
  const taken = await passing.raw('GET', '/v1/export');
  expect(await taken.text()).toContain('"text":"I was here"');
  const gone = await passing.ask('DELETE', '/v1/account', { email: 'passing@example.org' });
  expect(gone.status).toBe(200);
  expect((await open(stranger, it)).comments).toEqual([]);
});
