import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { openEventSocket } from '../../sync-server/http/event-socket.ts';
import { createEventLog, jsonLine } from '../../sync-server/runs/event-log.ts';
import type { EventLog } from '../../sync-server/runs/event-log.ts';
import { subscribe } from '../../sync-server/runs/subscriber.ts';
import { realTimers } from '../../sync-server/runs/timers.ts';
import { createWatchdog } from '../../sync-server/runs/watchdog.ts';
import { serveChild } from '../relay-child.ts';

// The same logs, read over both: `/<log>` of Server-Sent Events, `ws://…/<log>?after=` of messages. Each log
// says a word every 20 ms, stamped with the moment it was said.
const watchdog = createWatchdog(realTimers, () => performance.now());
const logs = new Map<string, EventLog>();
const now = () => performance.timeOrigin + performance.now();
const pace = 20;

function logOf(path: string): EventLog {
  const known = logs.get(path);
  if (known) return known;
  const log = createEventLog(() => ({ text: '' }) as never, realTimers);
  logs.set(path, log);
  return log;
}

let lane = 0;
// A twentieth of them each millisecond, so that no moment has them all.
setInterval(() => {
  lane = (lane + 1) % pace;
  let number = 0;
  for (const log of logs.values())
    if (number++ % pace === lane) log.append('token', { text: ' word', t: now() });
}, 1);

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
  const socket = openEventSocket(response, {
    watch: watchdog.watch,
    headers: {},
    onGone: () => stop()
  });
  const stop = subscribe(logOf(pathname), Number(searchParams.get('after') ?? 0), socket);
});

new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
  const log = logOf(pathname);
  const say = (entry: Parameters<typeof jsonLine>[0]) => socket.send(jsonLine(entry));
  const stop = log.follow(say);
  log.read(Number(searchParams.get('after') ?? 0)).forEach(say);
  socket.on('close', stop);
});

serveChild(server);
