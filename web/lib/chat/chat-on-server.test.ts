import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { openEnvelope } from '../../../sync-server/secrets/envelope';
import { onError } from '../../../sync-server/http/problem';
import type { Env } from '../../../sync-server/http/route';
import { createScriptedProvider } from '../../../sync-server/runs/testing/scripted-provider';
import { model } from '../../../sync-server/runs/testing/harness';
import { createRuns } from '../../../sync-server/runs/runs';
import { realTimers } from '../../../sync-server/runs/timers';
import { testPrincipal } from '../../../sync-server/testing/principal';
import { createTestServer } from '../../../sync-server/testing/server';
import { freshRun } from '#shared/fold-run';
import { createApi } from '$lib/api/client';
import type { RunPorts } from '$lib/runs/ports';
import { createDevice, type Device } from '../testing/device';
import { branchOf, plantTree } from '#shared/conversation-tree';
import { contentOfPath } from './chat-content';
import { chatFromPrompt, savePathAsPrompt } from './chat-prompts';
import { deleteBranch } from './conversations';
import { TemporaryChat } from './temporary-chat.svelte';
import { turnPorts } from './turn-ports';

/** The real routes of sync and runs over one database, with a model in the test’s hands. */
function createWorld() {
  const server = createTestServer();
  const provider = createScriptedProvider();
  const { sql } = server.db;
  let ids = 0;
  const runs = createRuns({
    ...{ sql, writer: server.writer, author: server.sync.author, log: pino({ level: 'silent' }) },
    ...{ envelope: openEnvelope({ db: server.db, now: Date.now }), timers: realTimers },
    ...{ now: Date.now, monotonic: () => performance.now(), random: () => 0.5 },
    newId: () => `run-${++ids}`,
    resolve: async () => ({
      ...{ provider, model, circuit: null },
      call: (content) => ({
        ...{ model: model.name, kind: content.kind, text: content.text },
        ...{ messages: content.messages ?? [], systemPrompt: content.systemPrompt },
        config: content.modelConfig
      })
    })
  });
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('principal', testPrincipal());
    c.set('requestId', 'r-1');
    c.set('timing', []);
    c.set('now', Date.now);
    await next();
  });
  app.route('/', runs.routes);
  app.onError(onError(pino({ level: 'silent' })));
  const world = {
    ...{ server, provider, sql, away: false },
    async request(path: string, init?: RequestInit): Promise<Response> {
      if (world.away) throw new TypeError('Failed to fetch');
      return path.startsWith('/v1/runs') ? app.request(path, init) : server.request(path, init);
    }
  };
  return world;
}
type World = ReturnType<typeof createWorld>;

function portsOf(world: World): RunPorts {
  const api = createApi({ fetch: world.request });
  return {
    open: (path, init) => api.raw(path, init),
    feed: null,
    slots: { take: () => () => undefined },
    visible: () => true,
    frame: (work) => {
      work();
      return () => undefined;
    },
    random: () => 0,
    rest: () => new Promise((resolve) => setTimeout(resolve, 5)),
    onwake: () => () => undefined
  };
}

const settings = { modelConfig: { model: 'test/m' }, systemPrompt: 'Be brief.' };

async function newConversation({ store }: Device, text: string) {
  const { id: conversationId } = await store.create('conversations', { title: text, ...settings });
  const message = await store.create('messages', { conversationId, role: 'user', text });
  return { conversationId, message };
}

/** Asks for the answer to a message as the screen does. */
async function ask(world: World, device: Device, conversationId: string, messageId: string) {
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
  const world = createWorld();
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
        ...{ conversationId, parentId: message.id, role: 'assistant', text: 'Neither.', runId }
      });
    });
  const run = await two.db.runs.where({ conversationId }).first();
  expect(run).toMatchObject({ id: runId, messageId: message.id, promptId: null });
});

test('a conversation the server lost is pushed again by the turn that finds out', async () => {
  const world = createWorld();
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
  const world = createWorld();
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
  const world = createWorld();
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
  const { store, db } = createDevice('a', createWorld().request);
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
