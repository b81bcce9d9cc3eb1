import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { PromptMessage } from '#shared/collections';
import { orderedMessages } from '#shared/prompt-content';
import { createTestServer, type TestServer } from '../../../sync-server/testing/server';
import { createDevice, meet, type Device } from '../testing/device';
import { messagesEditedAfterDeletion } from './edited-after-deletion';
import { makePrompt, newPromptRecords } from './prompt-records';
import { placeAt } from './message-order';

let server: TestServer;
const devices: Device[] = [];

afterEach(async () => {
  for (const device of devices.splice(0)) device.close();
  await server.close();
});

type Act =
  | { do: 'add'; at: number }
  | { do: 'move'; which: number; to: number }
  | { do: 'edit'; which: number }
  | { do: 'delete'; which: number };

const place = fc.nat({ max: 7 });
const acts = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('add' as const), at: place }),
    fc.record({ do: fc.constant('move' as const), which: place, to: place }),
    fc.record({ do: fc.constant('edit' as const), which: place }),
    fc.record({ do: fc.constant('delete' as const), which: place })
  ),
  { maxLength: 5 }
);

async function rowsOn(device: Device): Promise<PromptMessage[]> {
  return orderedMessages(await device.rows('promptMessages'));
}

/** What a session does for these acts, on the device's own records. Answers what it wrote and removed. */
async function restructure(device: Device, promptId: string, todo: Act[]) {
  const written = new Map<string, string>();
  const deleted = new Set<string>();
  const moved = new Set<string>();
  let count = 0;
  for (const act of todo) {
    const rows = await rowsOn(device);
    if (act.do === 'add') {
      const { position, moved: others } = placeAt(rows, Math.min(act.at, rows.length));
      const text = `${device.name} added ${count++}`;
      for (const one of others) await device.store.edit('promptMessages', one.id, one);
      const made = await device.store.create('promptMessages', {
        promptId,
        role: 'user',
        text,
        position
      });
      written.set(made.id, text);
      continue;
    }
    const row = rows[act.which % Math.max(1, rows.length)];
    if (!row) continue;
    if (act.do === 'delete') {
      await device.store.edit('promptMessages', row.id, { deletedAt: device.store.now() });
      deleted.add(row.id);
    } else if (act.do === 'edit') {
      // Each device writes on a line of its own, so that both can stand.
      const word = `${device.name} wrote ${count++}.`;
      const text = device.name === 'laptop' ? `${word}\n\n${row.text}` : `${row.text}\n\n${word}`;
      await device.store.edit('promptMessages', row.id, { text });
      written.set(row.id, word);
    } else {
      const others = rows.filter(({ id }) => id !== row.id);
      const { position, moved: shifted } = placeAt(others, Math.min(act.to, others.length));
      for (const one of shifted) await device.store.edit('promptMessages', one.id, one);
      await device.store.edit('promptMessages', row.id, { position });
      moved.add(row.id);
      for (const { id } of shifted) moved.add(id);
    }
  }
  return { written, deleted, moved };
}

test('two devices restructure the same prompt offline: they converge, nothing is lost, the order is sane', async () => {
  await fc.assert(
    fc.asyncProperty(acts, acts, async (onLaptop, onPhone) => {
      server = createTestServer();
      const laptop = createDevice('laptop', server.request);
      const phone = createDevice('phone', server.request);
      devices.push(laptop, phone);
      const records = await newPromptRecords(laptop.store, null);
      await makePrompt(laptop.store, records);
      const { id } = records.prompt;
      const [first] = await rowsOn(laptop);
      await laptop.store.edit('promptMessages', first!.id, { text: 'first' });
      for (const text of ['second', 'third', 'fourth']) {
        const rows = await rowsOn(laptop);
        const { position } = placeAt(rows, rows.length);
        const fields = { promptId: id, role: 'user' as const, text, position };
        await laptop.store.create('promptMessages', fields);
      }
      await meet(laptop, phone);
      const before = (await rowsOn(phone)).map((row) => row.id);

      const byLaptop = await restructure(laptop, id, onLaptop);
      const byPhone = await restructure(phone, id, onPhone);
      await meet(laptop, phone, laptop);

      const after = await rowsOn(laptop);
      expect(await rowsOn(phone)).toEqual(after);
      // Every position is a place of its own or told apart by the id, and nothing stands twice.
      expect(new Set(after.map((row) => row.id)).size).toBe(after.length);

      const all = await laptop.rows('promptMessages');
      const conflicts = await laptop.rows('conflicts');
      const kept = [
        ...all.map((row) => row.text),
        ...conflicts.map(({ other }) => String(other)),
        ...(await Promise.all([laptop, phone].map((one) => one.db.overruled.toArray())))
          .flat()
          .map((one) => JSON.stringify(one.set).replaceAll('\\n', '\n'))
      ].join('\n---\n');
      for (const [row, words] of [...byLaptop.written, ...byPhone.written]) {
        expect(kept).toContain(words);
        // What was written stands in its own message.
        const stands = all.find((one) => one.id === row)?.text ?? '';
        if (!conflicts.some((one) => one.recordId === row)) expect(stands).toContain(words);
      }

      const deleted = new Set([...byLaptop.deleted, ...byPhone.deleted]);
      for (const row of all) expect(row.deletedAt !== null).toBe(deleted.has(row.id));

      // Messages that nobody moved stand in the order they stood in.
      const moved = new Set([...byLaptop.moved, ...byPhone.moved]);
      const still = (ids: string[]) => ids.filter((one) => !moved.has(one) && !deleted.has(one));
      const ids = after.map((row) => row.id);
      expect(ids.filter((one) => still(before).includes(one))).toEqual(still(before));

      for (const device of devices.splice(0)) device.close();
      await server.close();
    }),
    { numRuns: 25 }
  );
}, 60_000);

test('words written into a message that was deleted elsewhere are told of on both devices, until one decides', async () => {
  server = createTestServer();
  const laptop = createDevice('laptop', server.request);
  const phone = createDevice('phone', server.request);
  devices.push(laptop, phone);
  const records = await newPromptRecords(laptop.store, null);
  await makePrompt(laptop.store, records);
  const { id } = records.prompt;
  const [row] = await rowsOn(laptop);
  await meet(laptop, phone);
  const told = async ({ db }: Device) =>
    (await messagesEditedAfterDeletion(db, id)).map(({ text }) => text);
  await laptop.store.edit('promptMessages', row!.id, { deletedAt: laptop.store.now() });
  // Later by the clock of both.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await phone.store.edit('promptMessages', row!.id, { text: 'a long thought' });
  await meet(laptop, phone, laptop);
  expect([await told(laptop), await told(phone)]).toEqual([['a long thought'], ['a long thought']]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await phone.store.edit('promptMessages', row!.id, { deletedAt: phone.store.now() });
  await meet(phone, laptop);
  expect([await told(laptop), await told(phone)]).toEqual([[], []]);
});
