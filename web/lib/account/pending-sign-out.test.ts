import { expect, test } from 'vitest';
import { someStorage } from '$lib/testing/storage';
import { endingSession, leaveLater } from './pending-sign-out';

function setup() {
  const storage = someStorage();
  const asked: string[] = [];
  const answers = { signOut: 200, online: true };
  const door = endingSession(async (input) => {
    if (!answers.online) throw new TypeError('Failed to fetch');
    asked.push(input);
    return new Response('{}', { status: input.endsWith('sign-out') ? answers.signOut : 200 });
  }, storage);
  return { storage, asked, answers, door };
}

test('a session that was left offline is ended once, before anything else is asked', async () => {
  const { storage, asked, answers, door } = setup();
  leaveLater(storage);
  answers.online = false;
  await expect(door('/v1/account')).rejects.toThrow();
  expect(Object.keys(storage).length).toBe(1);
  answers.online = true;
  await Promise.all([door('/v1/account'), door('/v1/sync/pull')]);
  expect(asked).toEqual(['/v1/auth/sign-out', '/v1/account', '/v1/sync/pull']);
  await door('/v1/account');
  expect(asked).toHaveLength(4);
});

test('a session that cannot be ended lets nothing through; one that is over already does', async () => {
  const { storage, asked, answers, door } = setup();
  leaveLater(storage);
  answers.signOut = 503;
  await expect(door('/v1/account')).rejects.toThrow();
  expect(asked).toEqual(['/v1/auth/sign-out']);
  answers.signOut = 401;
  await door('/v1/account');
  expect(Object.keys(storage).length).toBe(0);
});
