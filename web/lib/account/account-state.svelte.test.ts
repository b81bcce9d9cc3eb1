import { expect, test, vi } from 'vitest';
import type { Account } from '#shared/accounts';
import type { Api } from '$lib/api/client';
import { someStorage } from '$lib/testing/storage';
import { AccountState } from './account-state.svelte';
import { keepPlace, readPlace, type Place } from './place';

const home = {
  id: 'p-ada',
  name: 'Personal',
  scope: 'u:ada',
  personal: true,
  role: 'owner'
} as const;
const acme = {
  id: 'acme',
  name: 'Acme',
  scope: 'o:acme',
  personal: false,
  role: 'editor'
} as const;
const of = (id: string | null, organizations: Account['organizations']): Account => ({
  mode: 'team',
  person: id === null ? null : { id, name: id, email: null },
  organizations,
  gone: false,
  signIn: { registration: 'invite', oidc: null }
});

function browser(kept: Place | null, account: Account) {
  const storage = someStorage();
  if (kept) keepPlace(storage, kept);
  const reload = vi.fn();
  const api = { get: async () => account } as unknown as Api;
  return { state: new AccountState({ api, storage, reload }), storage, reload };
}

const inAcme: Place = { userId: 'ada', organizationId: 'acme', scope: 'o:acme' };

test('who signs in for the first time is taken to their own space', async () => {
  const { state, storage, reload } = browser(null, of('ada', [home, acme]));
  await state.check();
  expect(readPlace(storage)).toEqual({ userId: 'ada', organizationId: 'p-ada', scope: 'u:ada' });
  // At the address they came to: it may be what somebody shared.
  expect(reload.mock.calls).toEqual([['here']]);
});

test('who signs in where somebody else was begins at the first screen', async () => {
  const { state, reload } = browser(inAcme, of('eve', [{ ...home, id: 'p-eve', scope: 'u:eve' }]));
  await state.check();
  expect(reload.mock.calls).toEqual([['start']]);
});

test('a space one belongs to stays open', async () => {
  const { state, reload } = browser(inAcme, of('ada', [home, acme]));
  await state.check();
  expect([state.membership?.name, state.isStranger]).toEqual(['Acme', false]);
  expect(reload).not.toHaveBeenCalled();
});

test('a space one was removed from is said to be no one’s, and is not simply left', async () => {
  const { state, reload } = browser(inAcme, of('ada', [home]));
  await state.check();
  expect(state.isStranger).toBe(true);
  expect(reload).not.toHaveBeenCalled();
});

test('somebody else who signs in is taken to their own, and may not touch what is stored', async () => {
  const bobs = { ...home, id: 'p-bob', scope: 'u:bob' };
  const { state, storage } = browser(inAcme, of('bob', [bobs]));
  await state.check();
  expect(state.isStranger).toBe(false);
  expect(readPlace(storage)?.userId).toBe('bob');
});

test('without a session what is shown stays, and nothing is new', async () => {
  const { state, reload } = browser(inAcme, of(null, []));
  await state.check();
  expect([state.isOut, state.isNew, state.isStranger]).toEqual([true, false, false]);
  expect(reload).not.toHaveBeenCalled();
});

test('a viewer is told that they may only read, also before the server has answered', async () => {
  const kept = {
    id: 'acme',
    name: 'Acme',
    scope: 'o:acme',
    personal: false,
    role: 'viewer'
  } as const;
  const { state, storage } = browser(inAcme, of('ada', [home, kept]));
  expect(state.readOnly).toBeNull();
  await state.check();
  expect(state.readOnly).toBe(
    'You are a viewer of Acme: you may read everything, and change nothing.'
  );
  const next = new AccountState({ api: {} as Api, storage, reload: () => undefined });
  expect(next.readOnly).toMatch(/^You are a viewer: /);
  expect(next.unmanaged).toBe('You are a viewer: its admins and owners manage this.');
});

test('an editor may change everything', async () => {
  const { state } = browser(inAcme, of('ada', [home, acme]));
  expect(state.unmanaged, 'before anybody has said').toBeNull();
  await state.check();
  expect(state.readOnly).toBeNull();
  expect(state.unmanaged).toMatch(/^You are an editor of Acme/);
});

test('before the server has answered it is known whose words are one’s own, and that a viewer says none', async () => {
  const asViewer = { ...acme, role: 'viewer' } as const;
  const { state, storage } = browser(inAcme, of('ada', [home, asViewer]));
  await state.check();
  const api = { get: () => new Promise(() => {}) } as unknown as Api;
  const again = new AccountState({ api, storage, reload: vi.fn() });
  expect([again.account, again.isTeam, again.mayComment]).toEqual([null, true, false]);
  const alone = browser(null, of(null, [])).state;
  expect([alone.isTeam, alone.mayComment]).toEqual([false, true]);
});
