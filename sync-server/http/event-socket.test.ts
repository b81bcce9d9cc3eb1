import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openEventSocket, type EventSocket, type Watch } from './event-socket.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

/** Deadlines that come when a test says so. */
function createWatches() {
  const set = new Map<Watch, { ms: number; onLate: () => void }>();
  return {
    watch() {
      const own: Watch = {
        set: (ms, onLate) => void set.set(own, { ms, onLate }),
        clear: () => void set.delete(own)
      };
      return own;
    },
    /** Milliseconds of those that are set. */
    spans: () => [...set.values()].map(({ ms }) => ms),
    /** Lets the longest one pass. */
    pass() {
      const [longest] = [...set].sort(([, a], [, b]) => b.ms - a.ms);
      if (!longest) return;
      set.delete(longest[0]);
      longest[1].onLate();
    }
  };
}

/** A real connection whose reader does not read. */
async function connect() {
  const watches = createWatches();
  const gone: string[] = [];
  let socket: EventSocket | undefined;
  let response: ServerResponse | undefined;
  const server = createServer((_, outgoing) => {
    response = outgoing;
    const onGone = () => gone.push('gone');
    socket = openEventSocket(outgoing, { watch: watches.watch, headers: {}, onGone });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const reader = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`http://127.0.0.1:${port}/`, { agent: false }, resolve).on('error', reject).end();
  });
  reader.on('error', () => undefined);
  reader.pause();
  if (!socket || !response) throw new Error('The server did not answer.');
  const queued = () => response?.socket?.writableLength ?? 0;
  return { socket, reader, watches, gone, queued };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Writes until the kernel takes no more. */
async function fill(socket: EventSocket, queued: () => number) {
  const piece = Buffer.alloc(32 * 1024, 'x');
  for (let turns = 0; turns < 1000; turns++) {
    socket.write(piece);
    await turn();
    if (queued() > 0) return;
  }
}

test('who takes nothing for 15 seconds is dropped, however little waits', async () => {
  const { socket, reader, watches, gone, queued } = await connect();
  const closed = new Promise((resolve) => reader.on('close', resolve));
  socket.begin([]);
  expect(watches.spans()).toEqual([10_000]);
  await fill(socket, queued);
  expect(watches.spans()).toEqual([10_000, 15_000]);
  watches.pass();
  expect(gone).toEqual(['gone']);
  expect(watches.spans()).toEqual([]);
  reader.resume();
  await closed;
});

test('who takes it late, but takes it, stays', async () => {
  const { socket, reader, watches, gone, queued } = await connect();
  socket.begin([]);
  await fill(socket, queued);
  reader.resume();
  while (queued() > 0) await turn();
  watches.pass();
  expect(watches.spans()).toEqual([10_000]);
  expect(gone).toEqual([]);
  reader.destroy();
});

test('a snapshot larger than the queue is not what drops a slow reader', async () => {
  const { socket, reader, watches, gone, queued } = await connect();
  socket.begin([Buffer.alloc(16 * 1024 * 1024, 's')]);
  socket.write(Buffer.from('data: {}\n\n'));
  expect(queued()).toBeGreaterThan(256 * 1024);
  expect(gone).toEqual([]);
  // 15 seconds, and one for each 16 KiB of it.
  expect(Math.round(Math.max(...watches.spans()) / 1000)).toBe(15 + 1024);
  reader.destroy();
});

test('an end that is not taken is not waited for for ever', async () => {
  const { socket, reader, watches, gone, queued } = await connect();
  const closed = new Promise((resolve) => reader.on('close', resolve));
  socket.begin([]);
  await fill(socket, queued);
  socket.end();
  expect(gone).toEqual(['gone']);
  expect(watches.spans()).toEqual([15_000]);
  watches.pass();
  reader.resume();
  await closed;
});

test('nothing is written to who has left', async () => {
  const { socket, reader, gone } = await connect();
  socket.begin([]);
  reader.destroy();
  while (gone.length === 0) await turn();
  socket.write(Buffer.from('data: {}\n\n'));
  socket.end();
  expect(gone).toEqual(['gone']);
});
