import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';
import { RemoteList } from './remote-list.svelte';

function listOf(...answers: string[][]) {
  const api = { get: async () => ({ items: answers.shift() ?? [] }) } as unknown as Api;
  return new RemoteList<string>(api, '/v1/things', z.object({ items: z.array(z.string()) }));
}

test('what has gone meanwhile is no failure: the list shows what is left', async () => {
  const list = listOf(['ended', 'live'], ['live']);
  await list.load();
  expect(await list.change(() => Promise.reject(new AppError('NOT_FOUND')))).toBe(true);
  expect([list.items, list.error]).toEqual([['live'], null]);
});

test('what is refused is told, and the list stays as it was', async () => {
  const list = listOf(['one']);
  await list.load();
  expect(await list.change(() => Promise.reject(new AppError('LAST_OWNER')))).toBe(false);
  expect([list.items, list.error?.code]).toEqual([['one'], 'LAST_OWNER']);
});

test('what is refused while the list is being read again stays told', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<{ items: string[] }>();
  const api = { get: () => answer } as unknown as Api;
  const list = new RemoteList<string>(api, '/v1/things', z.object({ items: z.array(z.string()) }));
  const reading = list.load();
  await list.change(() => Promise.reject(new AppError('LAST_OWNER')));
  resolve({ items: ['one'] });
  await reading;
  expect([list.items, list.error?.code]).toEqual([['one'], 'LAST_OWNER']);
});
