import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';

let server: TestServer;
let laptop: Device;
let phone: Device;
let id: string;

const begin = 'Write a haiku.\n\nAbout {{topic}}.\n\nIn English.';

beforeEach(async () => {
  server = createTestServer();
  laptop = createDevice('laptop', server.request);
  phone = createDevice('phone', server.request);
  const made = await laptop.store.create(
    'prompts',
    aRecord('prompts', { text: { content: begin, spans: [] } })
  );
  id = made.id;
  await meet(laptop, phone);
});
afterEach(async () => {
  laptop.close();
  phone.close();
  await server.close();
});

async function read(device: Device): Promise<string> {
  return (await device.rows('prompts'))[0]?.text.content ?? '';
}

/** Replaces one stretch of what stands on this device by another. */
async function write(device: Device, from: string, to: string): Promise<void> {
  const content = await read(device);
  expect(content).toContain(from);
  await device.store.edit('prompts', id, {
    text: { content: content.replace(from, to), spans: [] }
  });
}

async function expectOnBoth(content: string, conflicts = 0): Promise<void> {
  await meet(laptop, phone, laptop);
  expect([await read(laptop), await read(phone)]).toEqual([content, content]);
  for (const device of [laptop, phone])
    expect(await device.rows('conflicts')).toHaveLength(conflicts);
}

/** Sends what waits without reading what has come in, as when the answer is lost. */
async function send(device: Device): Promise<void> {
  const { mutations } = await device.replica.takeBatch(0, 100);
  const clientId = await device.replica.clientId();
  const response = await server.request('/v1/sync/push', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, mutations })
  });
  expect(response.status).toBe(200);
}

test('paragraphs written offline on two devices both stand on both', async () => {
  await write(laptop, 'a haiku', 'a long poem');
  await write(phone, 'English', 'German');
  await expectOnBoth('Write a long poem.\n\nAbout {{topic}}.\n\nIn German.');
});

test('the same word written on both is a conflict, with the text both began with, and the rest merges', async () => {
  await write(laptop, 'haiku', 'sonnet');
  await write(phone, 'haiku', 'limerick');
  await write(phone, 'English', 'German');
  await meet(laptop, phone, laptop);
  const stands = await read(laptop);
  expect(stands).toMatch(/^Write a (sonnet|limerick)\.\n\nAbout \{\{topic\}\}\.\n\nIn German\.$/);
  await expectOnBoth(stands, 1);
  const [conflict] = await phone.rows('conflicts');
  const other = conflict?.other as { content: string };
  expect(stands + other.content).toContain('sonnet');
  expect(stands + other.content).toContain('limerick');
  expect(conflict).toMatchObject({ base: { content: begin }, head: { content: stands } });
});

test('who types on after sending, before he has seen the merge, takes nothing away', async () => {
  await write(laptop, 'a haiku', 'a long poem');
  await laptop.sync();
  await write(phone, 'English', 'German');
  await send(phone);
  await write(phone, 'German', 'German or Danish');
  await send(phone);
  await write(phone, 'Danish', 'Danish, please');
  await expectOnBoth('Write a long poem.\n\nAbout {{topic}}.\n\nIn German or Danish, please.');
});

test('what waits is shown merged with what comes in, and typed on', async () => {
  await write(laptop, 'a haiku', 'a long poem');
  await laptop.sync();
  await write(phone, 'English', 'German');
  const { replica } = phone;
  const asked = await replica.cursor('u:ada');
  const { scopes, ...answer } = (await (
    await server.request('/v1/sync/pull', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        clientId: await replica.clientId(),
        cursors: { 'u:ada': asked }
      })
    })
  ).json()) as { epoch: string; now: number; scopes: Record<string, never> };
  expect(await replica.applyPage('u:ada', asked, answer, scopes['u:ada'] as never)).toBe(true);
  expect(await read(phone)).toBe('Write a long poem.\n\nAbout {{topic}}.\n\nIn German.');
  await write(phone, 'long poem', 'very long poem');
  await write(phone, 'German', 'German or Danish');
  await expectOnBoth('Write a very long poem.\n\nAbout {{topic}}.\n\nIn German or Danish.');
});

test('a device that was away merges over a text that was typed over many times since', async () => {
  for (let at = 0; at < 60; at++) {
    await write(laptop, 'Write', `Step ${at}.\nWrite`);
    await laptop.sync();
  }
  await write(phone, 'English', 'German');
  await meet(laptop, phone, laptop);
  const stands = await read(phone);
  expect(stands).toContain('Step 59.\nWrite a haiku.');
  await expectOnBoth(stands);
  expect(stands).toContain('In German.');
});

test('text a model wrote stays marked through a merge', async () => {
  const byModel = { from: begin.length, to: begin.length + 6, runId: 'r' };
  await laptop.store.edit('prompts', id, {
    text: { content: `${begin} Waves.`.slice(0, begin.length + 6), spans: [byModel] }
  });
  await write(phone, 'a haiku', 'a long poem');
  await meet(laptop, phone, laptop);
  const [prompt] = await phone.rows('prompts');
  const [span] = prompt?.text.spans ?? [];
  expect(prompt?.text.content.slice(span?.from, span?.to)).toBe(' Waves');
  expect(await laptop.rows('prompts')).toEqual(await phone.rows('prompts'));
});
