import { expect, test, vi } from 'vitest';
import { freshRun } from '#shared/fold-run';
import { createDevice, type Device } from '../testing/device';
import { branchOf, plantTree } from '#shared/conversation-tree';
import { contentOfPath } from './chat-content';
import { chatFromPrompt, savePathAsPrompt } from './chat-prompts';
import { deleteBranch } from './conversations';
import { TemporaryChat } from './temporary-chat.svelte';
import { createChatWorld, portsOf } from './testing/chat-world';
import type { ChatWorld } from './testing/chat-world';
import { turnPorts } from './turn-ports';

const settings = { modelConfig: { model: 'test/m' }, systemPrompt: 'Be brief.' };

async function newConversation({ store }: Device, text: string) {
  const { id: conversationId } = await store.create('conversations', { title: text, ...settings });
  const message = await store.create('messages', { conversationId, role: 'user', text });
  return { conversationId, message };
}

/** Asks for the answer to a message as the screen does. */
async function ask(world: ChatWorld, device: Device, conversationId: string, messageId: string) {
  const sync = { flush: () => device.sync() };
  const ports = turnPorts(portsOf(world), { db: device.db, sync, conversationId });
  const rows = await device.db.messages.where({ conversationId }).toArray();
  const path = rows.filter(({ id }) => id === messageId);
  const answer = await ports.open('/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': device.store.newId() },
    body: JSON.stringify({ content: contentOfPath(path, settings), conversationId, messageId })
  });
  await vi.waitFor(() => expect(world.provider.calls.length).toBeGreaterThan(0));
  return {
    runId: ((await answer.json()) as { runId: string }).runId,
    call: world.provider.calls.splice(0).at(-1)!
  };
}

test('a conversation that was just made is pushed before its first turn, and the answer comes by sync', async () => {
  const world = createChatWorld();
  const one = createDevice('a', world.request);
  const two = createDevice('b', world.request);
  const { conversationId, message } = await newConversation(one, 'Which one wins?');
  const { runId, call } = await ask(world, one, conversationId, message.id);
  expect(call.call).toMatchObject({
    messages: [{ role: 'user', content: 'Which one wins?' }],
    systemPrompt: 'Be brief.'
  });
  call.say('Neither.');
  call.end();
  for (const device of [one, two])
    await vi.waitFor(async () => {
      await device.sync();
      expect((await device.rows('messages')).find(({ id }) => id === runId)).toMatchObject({
        conversationId,
        parentId: message.id,
        role: 'assistant',
        text: 'Neither.',
        runId
      });
    });
  const run = await two.db.runs.where({ conversationId }).first();
  expect(run).toMatchObject({ id: runId, messageId: message.id, promptId: null });
});

test('a conversation the server lost is pushed again by the turn that finds out', async () => {
  const world = createChatWorld();
  const device = createDevice('a', world.request);
  const { conversationId, message } = await newConversation(device, 'Still there?');
  let asked = 0;
  const sync = {
    async flush() {
      asked += 1;
      if (asked === 2) await device.sync();
    }
  };
  const ports = turnPorts(portsOf(world), { db: device.db, sync, conversationId });
  const answer = await ports.open('/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      content: contentOfPath([message], settings),
      conversationId,
      messageId: message.id
    })
  });
  expect([answer.status, asked]).toEqual([201, 2]);
});

test('what is deleted takes what followed along, and an undo brings all of it back', async () => {
  const world = createChatWorld();
  const device = createDevice('a', world.request);
  const { store, db } = device;
  const { conversationId, message } = await newConversation(device, 'One?');
  let parentId = message.id;
  for (const text of ['First.', 'Two?', 'Second.'])
    parentId = (await store.create('messages', { conversationId, parentId, text })).id;
  const read = async () => plantTree(await db.messages.where({ conversationId }).toArray());
  const second = branchOf(await read(), message.id)[2]!.id;
  const undo = await deleteBranch(
    store,
    { id: conversationId, activeLeafId: parentId },
    await read(),
    second
  );
  expect(branchOf(await read(), message.id).map(({ text }) => text)).toEqual(['One?', 'First.']);
  const { activeLeafId } = (await db.conversations.get(conversationId))!;
  expect((await read()).byId.get(activeLeafId ?? '')?.text).toBe('First.');
  await undo();
  expect(branchOf(await read(), message.id)).toHaveLength(4);
});

test('a temporary chat writes nothing down, here or there, until it is kept', async () => {
  const world = createChatWorld();
  const { store, db } = createDevice('a', world.request);
  const bytes = world.sql.serialize();
  const home = new TemporaryChat(store, settings.modelConfig);
  const said = await home.say({ parentId: null, text: 'A secret?', parts: [] });
  const { runId, call } = await (async () => {
    const answer = await world.request('/v1/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ content: contentOfPath(home.rows, home.head), store: false })
    });
    await vi.waitFor(() => expect(world.provider.calls).toHaveLength(1));
    return { ...((await answer.json()) as { runId: string }), call: world.provider.calls[0]! };
  })();
  call.say('Yes, a secret.');
  call.end();
  const state = { ...freshRun, text: 'Yes, a secret.' };
  home.answered({ runId, messageId: said.id, state });
  const everything = await Promise.all(db.tables.map((table) => table.toArray()));
  expect(JSON.stringify(everything)).not.toContain('secret');
  expect(Buffer.compare(bytes, world.sql.serialize())).toBe(0);

  const id = await home.keep(store);
  const kept = plantTree(await db.messages.where({ conversationId: id }).toArray());
  expect(branchOf(kept, said.id)).toMatchObject([
    { role: 'user', text: 'A secret?' },
    { role: 'assistant', text: 'Yes, a secret.', runId: null }
  ]);
});

test('what is shown becomes a prompt, and a prompt a conversation with the same messages', async () => {
  const { store, db } = createDevice('a', createChatWorld().request);
  const home = new TemporaryChat(store, settings.modelConfig);
  const one = await home.say({ parentId: null, text: 'One?', parts: [] });
  home.answered({ runId: 'r', messageId: one.id, state: { ...freshRun, text: 'First.' } });
  const prompt = await savePathAsPrompt(store, home.rows, { ...home.head, systemPrompt: 'Sys' });
  expect(prompt).toMatchObject({ kind: 'messages', name: 'One?', systemPrompt: 'Sys' });
  const id = (await chatFromPrompt(store, prompt.id)) ?? '';
  const tree = plantTree(await db.messages.where({ conversationId: id }).toArray());
  const first = tree.childrenOf(null)[0]!;
  expect(branchOf(tree, first.id).map(({ role, text }) => `${role}: ${text}`)).toEqual([
    'user: One?',
    'assistant: First.'
  ]);
});
