import { expect, test } from 'vitest';
import { aRecord } from '#shared/testing/factories';
import { createTestServer } from '../../../sync-server/testing/server';
import { createDevice, meet } from '../testing/device';
import { createLoop } from './loop';

const minute = 60_000;
const hour = 60 * minute;

test('I19: an idle device asks once a minute, with one short request', async () => {
  const server = createTestServer();
  const asked: number[] = [];
  const device = createDevice('d', async (path, init) => {
    asked.push(String(init?.body).length);
    return server.request(path, init);
  });
  await device.store.create('prompts', aRecord('prompts', {}));
  await meet(device);
  asked.length = 0;

  let time = 0;
  let timers: { at: number; tick: () => void }[] = [];
  let round = Promise.resolve();
  const loop = createLoop({
    engine: { round: () => (round = device.sync()) },
    after(ms, tick) {
      const timer = { at: time + ms, tick };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    random: () => 1,
    onChange: () => undefined
  });
  loop.wake();
  for (; time < hour; time += minute / 2) {
    await round;
    await new Promise((resolve) => setTimeout(resolve));
    const due = timers.filter(({ at }) => at <= time);
    timers = timers.filter((timer) => !due.includes(timer));
    for (const { tick } of due) tick();
  }
  await round;
  loop.stop();
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.length).toBeLessThanOrEqual(61);
  expect(Math.max(...asked)).toBeLessThan(1024);
  device.close();
  await server.close();
});

test('I19: what is kept to be sent again after a restore is kept for two weeks', async () => {
  let now = Date.UTC(2026, 0, 1);
  const server = createTestServer({ now: () => now });
  const device = createDevice('d', server.request, { now: () => now });
  const { id } = await device.store.create('prompts', aRecord('prompts', {}));
  for (let day = 0; day < 30; day++) {
    now += 24 * hour;
    await device.store.edit('prompts', id, { name: `Day ${day}` });
    await device.sync();
  }
  expect(await device.db.outbox.count()).toBe(0);
  expect(await device.db.archive.count()).toBeLessThanOrEqual(15);
  expect(await device.db.archive.count()).toBeGreaterThanOrEqual(14);
  device.close();
  await server.close();
});
