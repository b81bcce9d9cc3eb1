import { expect, test } from 'vitest';
import { createApi } from '$lib/api/client';
import { choicesOf } from './connection';
import { Connections } from './connections.svelte';

const stored = {
  id: 'c1',
  kind: 'openai',
  name: 'Work',
  baseUrl: 'https://api.openai.com/v1',
  source: 'stored',
  readOnly: false,
  keyLast4: 'abcd'
};

function setup(answers: Record<string, () => Response>) {
  const sent: { route: string; body: unknown }[] = [];
  const timers: (() => void)[] = [];
  let changes = 0;
  const api = createApi({
    fetch: (path, init) => {
      const route = `${init?.method ?? 'GET'} ${path}`;
      sent.push({ route, body: init?.body ? JSON.parse(String(init.body)) : undefined });
      return Promise.resolve(answers[route]?.() ?? new Response('', { status: 500 }));
    }
  });
  const connections = new Connections({
    api,
    onchange: () => (changes += 1),
    setTimer: (run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    }
  });
  return { connections, sent, timers, changes: () => changes };
}

const list = () => Response.json({ items: [stored], nextCursor: null });

test('a new connection is listed and tested at once', async () => {
  const { connections, sent, changes } = setup({
    'GET /v1/connections': list,
    'POST /v1/connections': () => Response.json(stored, { status: 201 }),
    'POST /v1/connections/c1/test': () => Response.json({ ok: true, models: ['a', 'b'] })
  });
  await connections.add('openai', { name: 'Work', baseUrl: stored.baseUrl, key: 'sk-1' });
  expect(connections.current?.map((each) => each.name)).toEqual(['Work']);
  expect(connections.tests['c1']).toEqual({ ok: true, models: ['a', 'b'] });
  expect(sent[0]?.body).toMatchObject({ kind: 'openai', key: 'sk-1' });
  expect(changes()).toBe(1);
});

test('a connection of one’s own is asked for at an address of its own', async () => {
  const own = { ...stored, own: true };
  const { connections, sent, timers } = setup({
    'GET /v1/connections': () => Response.json({ items: [own], nextCursor: null }),
    'POST /v1/connections/own': () => Response.json(own, { status: 201 }),
    'POST /v1/connections/own/c1/test': () => Response.json({ ok: true, models: [] }),
    'PATCH /v1/connections/own/c1': () => Response.json(own),
    'DELETE /v1/connections/own/c1': () => new Response(null, { status: 204 })
  });
  const fields = { name: 'Mine', baseUrl: stored.baseUrl, key: 'sk-1', consent: true };
  await connections.add('openai', fields, 'own');
  expect(sent[0]?.body).toEqual({ kind: 'openai', ...fields });
  expect(connections.tests['c1']).toMatchObject({ ok: true });
  await connections.edit('c1', fields);
  connections.remove('c1');
  timers[0]?.();
  await expect.poll(() => connections.current).toEqual([]);
});

test.each([
  [{ isTeam: false, isPersonal: false, mayManage: true, mayRun: true }, ['organization']],
  [{ isTeam: true, isPersonal: true, mayManage: true, mayRun: true }, ['own']],
  [{ isTeam: true, isPersonal: false, mayManage: true, mayRun: true }, ['organization', 'own']],
  [{ isTeam: true, isPersonal: false, mayManage: false, mayRun: true }, ['own']],
  [{ isTeam: true, isPersonal: false, mayManage: false, mayRun: false }, []]
])('%j may add connections for %j', (asked, choices) => {
  expect(choicesOf(asked)).toEqual(choices);
});

test('a deletion is hidden at once, sent later, and can be taken back until then', async () => {
  const { connections, sent, timers } = setup({
    'GET /v1/connections': list,
    'DELETE /v1/connections/c1': () => new Response(null, { status: 204 })
  });
  await connections.load();
  const undo = connections.remove('c1');
  expect(connections.current).toEqual([]);
  undo();
  expect(connections.current).toHaveLength(1);
  expect(timers).toHaveLength(0);

  connections.remove('c1');
  timers[0]?.();
  await expect.poll(() => sent.at(-1)?.route).toBe('DELETE /v1/connections/c1');
  await expect.poll(() => connections.current).toEqual([]);
});

test('a deletion the server refuses brings the connection back and says why', async () => {
  const { connections, timers } = setup({ 'GET /v1/connections': list });
  await connections.load();
  connections.remove('c1');
  timers[0]?.();
  await expect.poll(() => connections.error?.code).toBe('INTERNAL');
  expect(connections.current).toHaveLength(1);
});

test('a test that cannot be asked is a failed test', async () => {
  const { connections } = setup({});
  await connections.test('c1');
  expect(connections.tests['c1']).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
});
