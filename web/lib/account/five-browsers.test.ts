import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import { aRecord } from '#shared/testing/factories';
import { createTeam } from '../../../sync-server/testing/team';
import type { Browser, Team } from '../../../sync-server/testing/team';
import { createDevice, meet, type Device } from '../testing/device';
import { someStorage } from '../testing/storage';
import { copyOf } from '../settings/quarantined-copy';
import { v7 } from 'uuid';
import { leaveSpace } from './leave-space';
import { databaseOf } from './place';

/** One browser of a person: all its spaces lie in one IndexedDB, each in a database of its own. */
interface Seat {
  browser: Browser;
  userId: string;
  storage: IDBFactory;
  spaces: Map<string, Device>;
}

let team: Team;
const open: Device[] = [];
beforeEach(async () => {
  team = await createTeam({ PLAYGROUND_REGISTRATION: 'open' });
}, 60_000);
afterEach(async () => {
  for (const device of open.splice(0)) device.close();
  await team.stop();
});

async function sit(browser: Browser): Promise<Seat> {
  const { person, organizations } = await browser.account();
  const [userId, storage] = [person?.id ?? '', new IDBFactory()];
  const spaces = new Map<string, Device>();
  for (const { id, name, scope } of organizations) {
    const ask = (path: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('x-organization', id);
      return browser.raw(init.method ?? 'GET', path, { ...init, headers });
    };
    const database = databaseOf({ userId, organizationId: id, scope });
    const device = createDevice(name, ask, { indexedDB: storage, scope, database });
    open.push(device);
    spaces.set(name, device);
  }
  return { browser, userId, storage, spaces };
}

/** Somebody at another browser. */
async function elsewhere(name: string): Promise<Seat> {
  const browser = team.browser();
  const email = `${name.toLowerCase()}@example.org`;
  const { status } = await browser.ask('POST', '/v1/auth/sign-in', {
    email,
    password: 'correct horse battery'
  });
  expect(status).toBe(200);
  return sit(browser);
}

async function found(owner: Browser, name: string): Promise<string> {
  return String((await owner.ask('POST', '/v1/organizations', { name })).body.id);
}

async function bring(owner: Browser, one: Browser, id: string, email: string, role: string) {
  const path = `/v1/organizations/${id}/invitations`;
  owner.organization = id;
  const { body } = await owner.ask('POST', path, { email, role });
  owner.organization = null;
  await one.ask('POST', '/v1/invitations/accept', { secret: body.secret });
}

const space = (seat: Seat, name: string) => {
  const device = seat.spaces.get(name);
  if (!device) throw new Error(`There is no ${name} here.`);
  return device;
};
const write = (device: Device, name: string) =>
  device.store.create('prompts', aRecord('prompts', { name }));
const read = async (device: Device) =>
  (await device.rows('prompts')).map(({ name }) => name).toSorted();

/** What a stream tells while `work` is done: the scopes of its pokes. */
async function heard(seat: Seat, organizationId: string, work: () => Promise<unknown>) {
  const stream = await seat.browser.raw('GET', '/v1/events', {
    headers: { 'x-organization': organizationId }
  });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const reading = (async () => {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
      text += next.value;
  })();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await reader?.cancel();
  await reading;
  return [...text.matchAll(/"scope":"([^"]+)"/g)].map(([, scope]) => scope);
}

test('two people in two organizations and a third in both, on five browsers, see exactly what they may', async () => {
  const [ada, bob, cy] = [
    await team.person('Ada'),
    await team.person('Bob'),
    await team.person('Cy')
  ];
  const [acme, bolt] = [await found(ada, 'Acme'), await found(bob, 'Bolt')];
  await bring(ada, cy, acme, 'cy@example.org', 'editor');
  await bring(bob, cy, bolt, 'cy@example.org', 'viewer');
  const [adaAtWork, bobAtWork, cyAtWork] = [await sit(ada), await sit(bob), await sit(cy)];
  const [adaAtHome, cyAtHome] = [await elsewhere('Ada'), await elsewhere('Cy')];
  const inAcme = [adaAtWork, adaAtHome, cyAtWork, cyAtHome].map((seat) => space(seat, 'Acme'));
  const inBolt = [bobAtWork, cyAtWork, cyAtHome].map((seat) => space(seat, 'Bolt'));
  expect([...adaAtHome.spaces.keys()]).toEqual(['Personal', 'Acme']);
  expect([...bobAtWork.spaces.keys()]).toEqual(['Personal', 'Bolt']);
  expect([...cyAtHome.spaces.keys()]).toEqual(['Personal', 'Acme', 'Bolt']);

  // Live: whoever is in an organization is told of it, and nobody else.
  const first = await write(space(adaAtWork, 'Acme'), 'of Ada');
  const told = await heard(cyAtHome, acme, () => space(adaAtWork, 'Acme').sync());
  expect(new Set(told)).toEqual(new Set([`o:${acme}`]));
  await write(space(bobAtWork, 'Bolt'), 'of Bob');
  expect(await heard(cyAtHome, acme, () => space(bobAtWork, 'Bolt').sync())).toEqual([]);
  await write(space(cyAtWork, 'Acme'), 'of Cy');
  await write(space(cyAtWork, 'Personal'), 'of Cy alone');
  await space(cyAtWork, 'Personal').sync();
  await meet(...inAcme, ...inBolt);
  for (const device of inAcme) expect(await read(device)).toEqual(['of Ada', 'of Cy']);
  for (const device of inBolt) expect(await read(device)).toEqual(['of Bob']);
  for (const seat of [adaAtWork, adaAtHome, bobAtWork]) {
    const own = space(seat, 'Personal');
    await own.sync();
    expect(await read(own)).not.toContain('of Cy alone');
  }
  expect((await bob.ask('GET', `/v1/prompts/${first.id}`)).status).toBe(404);
  bob.organization = acme;
  expect((await bob.ask('GET', '/v1/prompts')).body.code).toBe('NOT_FOUND');
  bob.organization = null;

  // Offline, two write at once; a viewer's edit is set aside where it was made.
  await space(adaAtHome, 'Acme').store.edit('prompts', first.id, { name: 'of Ada, at home' });
  await write(space(cyAtHome, 'Acme'), 'of Cy, on a train');
  const [bobs] = await space(cyAtHome, 'Bolt').rows('prompts');
  await space(cyAtHome, 'Bolt').store.edit('prompts', bobs?.id ?? '', { name: 'of Cy now' });
  await meet(...inAcme, ...inBolt);
  const together = ['of Ada, at home', 'of Cy', 'of Cy, on a train'];
  for (const device of inAcme) expect(await read(device)).toEqual(together);
  for (const device of inBolt) expect(await read(device)).toEqual(['of Bob']);
  expect(await space(cyAtHome, 'Bolt').db.quarantine.count()).toBe(1);

  // Removed: what was not sent stays theirs alone, and nothing of the organization is left with them.
  await space(cyAtHome, 'Acme').store.edit('prompts', first.id, { name: 'too late' });
  const live = await cy.raw('GET', '/v1/events', { headers: { 'x-organization': acme } });
  const ended = live.text();
  ada.organization = acme;
  const path = `/v1/organizations/${acme}/members/${cyAtHome.userId}`;
  expect((await ada.ask('DELETE', path)).status).toBe(204);
  await ended;
  await write(space(adaAtWork, 'Acme'), 'after Cy');
  await meet(space(adaAtWork, 'Acme'), space(adaAtHome, 'Acme'));
  for (const seat of [cyAtWork, cyAtHome]) {
    const left = space(seat, 'Acme');
    await left.sync().catch(() => undefined);
    expect(await read(left)).toEqual([]);
    const { organizations } = await seat.browser.account();
    expect(organizations.map(({ name }) => name)).toEqual(['Personal', 'Bolt']);
    const home = organizations.find(({ personal }) => personal);
    const own = { userId: seat.userId, organizationId: home?.id ?? '', scope: home?.scope ?? '' };
    // At home Cy was in the middle of a sentence, and of another change nobody had asked the server about.
    const words =
      seat === cyAtHome
        ? [{ collection: 'prompts' as const, id: first.id, change: { systemPrompt: 'unsaved' } }]
        : [];
    const storage = someStorage({
      [`${left.db.name}.last-words`]: 'of the organization',
      [`${left.db.name}.draft.chat`]: seat === cyAtHome ? 'a draft' : '',
      other: ''
    });
    const taken = await leaveSpace({ db: left.db, scope: `o:${acme}`, words }, own, {
      now: Date.now,
      newId: v7,
      storage,
      open: (name) => openDatabase(name, { indexedDB: seat.storage, IDBKeyRange })
    });
    expect(taken).toBe(seat === cyAtHome ? 3 : 0);
    expect(Object.keys(storage)).toEqual(['other']);
    const kept = await space(seat, 'Personal').db.quarantine.toArray();
    const told = kept.map((one) => copyOf(one, null));
    expect(told.flatMap((one) => one?.systemPrompt || [])).toEqual(words.map(() => 'unsaved'));
    expect(told.flatMap((one) => one?.text?.content || [])).toEqual(words.map(() => 'a draft'));
    expect(await space(seat, 'Personal').db.quarantine.count()).toBe(taken);
    const names = (await seat.storage.databases()).map(({ name }) => name ?? '');
    expect(names.filter((name) => name.includes(acme))).toEqual([]);
  }
  await meet(...inBolt);
  for (const device of inBolt) expect(await read(device)).toEqual(['of Bob']);
  for (const seat of [adaAtWork, adaAtHome])
    expect(await read(space(seat, 'Acme'))).toEqual(['after Cy', ...together].toSorted());
}, 120_000);
