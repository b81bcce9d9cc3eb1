import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { aRecord } from '#shared/testing/factories';
import { checkpoint } from '../../../sync-server/prompts/checkpoint';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';
import { removeLabel, setLabel } from './labels';
import { labelsOf, versionsOf } from './read-versions';
import { keepVersion, noteVersion, renameVersion } from './versions';

let server: TestServer;
let laptop: Device;
let phone: Device;
let promptId: string;

beforeEach(async () => {
  server = createTestServer();
  laptop = createDevice('laptop', server.request);
  phone = createDevice('phone', server.request);
  promptId = (await laptop.store.create('prompts', aRecord('prompts'))).id;
  await meet(laptop, phone);
});
afterEach(async () => {
  laptop.close();
  phone.close();
  await server.close();
});

const content = (text: string): PromptContent => ({
  kind: 'text',
  text,
  systemPrompt: '',
  variables: [],
  modelConfig: {},
  tools: [],
  outputSchema: null
});
const list = (device: Device) => versionsOf(device.db, promptId, 50);
const names = async (device: Device) =>
  (await list(device)).map(({ number, name, note }) => [number, name, note]);
const refused = (device: Device) => device.db.quarantine.count();

test('the same content is one version, however often it is kept', async () => {
  const first = await keepVersion(laptop.store, promptId, content('one'));
  const again = await keepVersion(laptop.store, promptId, content('one'), { name: 'Short' });
  expect(again).toMatchObject({ id: first.id, made: false });
  expect(first.made).toBe(true);
  await again.undo();
  await meet(laptop);
  expect(await names(laptop)).toEqual([[1, '', '']]);
});

test('what the server has not numbered yet stands above what it has', async () => {
  await keepVersion(laptop.store, promptId, content('one'));
  await meet(laptop);
  await keepVersion(laptop.store, promptId, content('two'), { name: 'Second' });
  expect(await names(laptop)).toEqual([
    [0, 'Second', ''],
    [1, '', '']
  ]);
});

test('two devices that keep the same content apart end with one version, with its name', async () => {
  await keepVersion(laptop.store, promptId, content('same'), { name: 'Good one' });
  await keepVersion(phone.store, promptId, content('same'), { note: 'kept by itself' });
  await meet(phone, laptop, phone);
  for (const device of [laptop, phone]) {
    expect(await names(device)).toEqual([[1, 'Good one', 'kept by itself']]);
    expect(await refused(device)).toBe(0);
  }
});

test('a run that the server checkpoints takes no name from what a device kept meanwhile', async () => {
  await keepVersion(laptop.store, promptId, content('run'), { name: 'Before lunch' });
  await server.writer.transact(() =>
    checkpoint(server.sync.author, {
      scope: 'u:ada',
      promptId,
      content: content('run'),
      createdBy: 'ada'
    })
  );
  await meet(laptop, phone);
  expect(await names(phone)).toEqual([[1, 'Before lunch', '']]);
  expect(await refused(laptop)).toBe(0);
});

test('a name and a note are taken back by undo', async () => {
  const { id } = await keepVersion(laptop.store, promptId, content('one'), { name: 'First' });
  const unname = await renameVersion(laptop.store, id, '  Better ');
  const unnote = await noteVersion(laptop.store, id, 'Shorter system text');
  expect(await names(laptop)).toEqual([[0, 'Better', 'Shorter system text']]);
  await unnote();
  await unname();
  expect(await names(laptop)).toEqual([[0, 'First', '']]);
});

test('a label stands on one version; moving and removing it are taken back by undo', async () => {
  const one = { promptId, id: (await keepVersion(laptop.store, promptId, content('1'))).id };
  const two = { promptId, id: (await keepVersion(laptop.store, promptId, content('2'))).id };
  const at = async () => (await labelsOf(laptop.db, promptId)).map(({ versionId }) => versionId);
  const unset = await setLabel(laptop.store, one, 'production');
  const unmove = await setLabel(laptop.store, two, 'production');
  expect(await at()).toEqual([two.id]);
  await unmove();
  expect(await at()).toEqual([one.id]);
  const [label] = await labelsOf(laptop.db, promptId);
  const unremove = await removeLabel(laptop.store, label?.id ?? '');
  expect(await at()).toEqual([]);
  await unremove();
  await unset();
  expect(await at()).toEqual([]);
  await setLabel(laptop.store, two, 'production');
  expect(await at()).toEqual([two.id]);
});

test('two devices that set a label apart end with one, the same on both', async () => {
  const { id: one } = await keepVersion(laptop.store, promptId, content('1'));
  const { id: two } = await keepVersion(laptop.store, promptId, content('2'));
  await meet(laptop, phone);
  await setLabel(laptop.store, { promptId, id: one }, 'production');
  await setLabel(phone.store, { promptId, id: two }, 'production');
  await meet(phone, laptop, phone);
  const [here, there] = [await labelsOf(laptop.db, promptId), await labelsOf(phone.db, promptId)];
  expect(here).toHaveLength(1);
  expect(here[0]?.versionId).toBe(there[0]?.versionId);
  expect(await refused(laptop)).toBe(0);
  expect(await refused(phone)).toBe(0);
});
