import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import { ModelList } from './model-list.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sample = {
  id: 'sample/sample',
  connectionId: 'sample',
  name: 'sample',
  label: 'Sample model',
  host: 'on this server',
  params: []
};
const okay = { id: 'sample', name: 'Sample', status: 'ok' };
type Reply = unknown | Error;

/** A server that gives these answers in turn, the last one again and again. */
function scripted(replies: Reply[]) {
  const asked: string[] = [];
  const api: Pick<Api, 'get'> = {
    async get(path, schema) {
      asked.push(path);
      const reply = replies[Math.min(asked.length, replies.length) - 1];
      if (reply instanceof Error) throw reply;
      return schema.parse(reply) as never;
    }
  };
  return { api, asked };
}

/** A device's small table, in memory. */
function kept(value?: unknown) {
  const rows = new Map<string, { key: string; value: unknown }>();
  if (value) rows.set('models', { key: 'models', value });
  const kv = {
    get: async (key: string) => rows.get(key),
    put: async (row: { key: string; value: unknown }) => {
      rows.set(row.key, row);
      return row.key;
    }
  };
  return { db: { kv } as unknown as ConstructorParameters<typeof ModelList>[0]['db'], rows };
}

function watch(models: ModelList) {
  const stop = $effect.root(() => {
    $effect(() => {
      void models.groups;
    });
  });
  flushSync();
  return stop;
}

test('models come from the server, grouped by connection, and are kept for offline', async () => {
  const { api } = scripted([{ items: [sample], connections: [okay] }]);
  const { db, rows } = kept();
  const models = new ModelList({ api, db });
  const stop = watch(models);
  await vi.advanceTimersByTimeAsync(0);
  expect(models.groups).toEqual([
    {
      connectionId: 'sample',
      name: 'Sample',
      host: 'on this server',
      status: 'ok',
      sentence: null,
      models: [expect.objectContaining({ ...sample, price: null, refused: [] })]
    }
  ]);
  expect(rows.get('models')?.value).toMatchObject({ items: [sample], connections: [okay] });
  stop();
});

test('a list in pages is read to its end', async () => {
  const { api, asked } = scripted([
    { items: [sample], connections: [okay], nextCursor: 'sample/sample' },
    { items: [{ ...sample, id: 'sample/two' }], connections: [okay], nextCursor: null }
  ]);
  const models = new ModelList({ api, db: kept().db });
  const stop = watch(models);
  await vi.advanceTimersByTimeAsync(0);
  expect(models.groups[0]?.models.map(({ id }) => id)).toEqual(['sample/sample', 'sample/two']);
  expect(asked[1]).toContain('cursor=sample%2Fsample');
  stop();
});

test('offline, the models of last time are there, and why they are not fresh', async () => {
  const { api } = scripted([new AppError('OFFLINE')]);
  const { db } = kept({ items: [sample], connections: [okay] });
  const models = new ModelList({ api, db });
  const stop = watch(models);
  await vi.advanceTimersByTimeAsync(0);
  expect(models.get('sample/sample')?.label).toBe('Sample model');
  expect(models.error?.code).toBe('OFFLINE');
  stop();
});

test('a connection that is still being asked is looked at again until it has answered', async () => {
  const { api, asked } = scripted([
    { items: [], connections: [{ ...okay, status: 'checking' }] },
    { items: [], connections: [{ ...okay, status: 'error', error: 'INVALID_API_KEY' }] }
  ]);
  const models = new ModelList({ api, db: kept().db });
  const stop = watch(models);
  await vi.advanceTimersByTimeAsync(0);
  expect(models.groups[0]?.status).toBe('checking');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(models.groups[0]?.sentence).toMatch(/refused the API key/);
  expect(asked).toHaveLength(2);
  stop();
});

test('coming back to the window asks again, until nobody looks', async () => {
  const { api, asked } = scripted([{ items: [sample], connections: [okay] }]);
  const models = new ModelList({ api, db: kept().db });
  const stop = watch(models);
  await vi.advanceTimersByTimeAsync(0);
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
  stop();
  await vi.advanceTimersByTimeAsync(0);
  window.dispatchEvent(new Event('focus'));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
});
