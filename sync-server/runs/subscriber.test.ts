import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openEventSocket } from '../http/event-socket.ts';
import { createEventLog } from './event-log.ts';
import { subscribe } from './subscriber.ts';
import { createFakeTime } from './testing/fake-time.ts';
import { createWatchdog } from './watchdog.ts';

async function serveLog() {
  const time = createFakeTime();
  const log = createEventLog(() => {
    throw new Error('No snapshot is needed here.');
  }, time.timers);
  const watchdog = createWatchdog(time.timers, time.monotonic);
  const closed: boolean[] = [];
  const server = createServer((_, response) => {
    response.on('close', () => closed.push(response.writableFinished));
    let stop = () => {};
    const onGone = () => stop();
    const socket = openEventSocket(response, { watch: watchdog.watch, headers: {}, onGone });
    stop = subscribe(log, 0, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { log, time, closed, url: `http://127.0.0.1:${port}`, stop };
}

/** Opens the stream and does not read it. */
function open(url: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false }, resolve).on('error', reject).end();
  });
}

const says = (text: string) => ({ text, t: 1 });

test('a reader who takes nothing is dropped while the run and the other reader go on', async () => {
  const { log, time, closed, url, stop } = await serveLog();
  const slow = await open(url);
  const quick = await open(url);
  let text = '';
  quick.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  slow.on('error', () => undefined);
  const dropped = new Promise((resolve) => slow.on('close', resolve));
  slow.pause();

  const piece = 'x'.repeat(64 * 1024);
  let written = 0;
  while (closed.length === 0 && written < 2000) {
    log.append('token', says(piece));
    written += 1;
    await time.settle();
  }
  expect(closed).toEqual([false]);
  slow.resume();
  await dropped;

  const finished = new Promise((resolve) => quick.on('end', resolve));
  log.append('token', says('the end'));
  log.append('error', {
    runId: 'r',
    code: 'TIMEOUT_TOTAL',
    message: '',
    detail: null,
    retryable: true,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    cachedTokens: null,
    usageSource: 'none',
    cost: null,
    textLength: 0,
    timings: { ttftMs: null, latencyMs: 1 }
  });
  await finished;
  expect(text.split(piece)).toHaveLength(written + 1);
  expect(text).toContain('the end');
  await stop();
});

test('a reader who leaves is forgotten', async () => {
  const { log, time, closed, url, stop } = await serveLog();
  const reader = await open(url);
  reader.on('error', () => undefined);
  reader.destroy();
  while (closed.length === 0) await time.settle();
  log.append('token', says('to nobody'));
  expect(log.seq).toBe(1);
  await stop();
});
