import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './relay-child.ts';
import type { Child } from './relay-child.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const readers = 128;
const windowMs = 4_000;
const rounds = 5;
const resumes = 100;

interface Heard {
  /** From appending to hearing, milliseconds. */
  latency: number[];
  frames: number;
  bytes: number;
}

type Name = 'SSE' | 'WebSocket';

/** The same event logs over Server-Sent Events and over WebSocket, in turns: docs/streaming-transports.md. */
export async function transportsBench(): Promise<Row[]> {
  if (!existsSync('bench/gateways/node_modules'))
    throw new Error('First: npm ci --prefix bench/gateways');
  const server = await startChild('./gateways/transports-server.ts');
  const found: Record<
    Name,
    { cpu: number[]; latency: number[]; bytes: number[]; resume: number[] }
  > = {
    SSE: { cpu: [], latency: [], bytes: [], resume: [] },
    WebSocket: { cpu: [], latency: [], bytes: [], resume: [] }
  };
  try {
    for (let round = -1; round < rounds; round++)
      for (const name of ['SSE', 'WebSocket'] as const) {
        const { cpu, heard } = await flow(server, name);
        const again = await resume(server, name);
        if (round < 0) continue; // warm
        found[name].cpu.push(cpu / heard.frames);
        found[name].latency.push(...heard.latency);
        found[name].bytes.push(heard.bytes / heard.frames);
        found[name].resume.push(...again);
      }
  } finally {
    await server.stop();
  }
  const { SSE: ours, WebSocket: other } = found;
  const row = (what: string, unit: string, one: number, two: number): Row => ({
    what: `transports: ${what}`,
    ours: `${one.toFixed(2)} ${unit} (SSE)`,
    baseline: `${two.toFixed(2)} ${unit} (WebSocket)`,
    ratio: (one / two).toFixed(2),
    goal: '–'
  });
  const both = (what: string, unit: string, of: keyof typeof ours, p: number) =>
    row(what, unit, quantile(ours[of], p), quantile(other[of], p));
  return [
    both(`server CPU per frame, ${readers} readers at 20 ms`, 'µs', 'cpu', 0.5),
    both('append to heard, p50', 'ms', 'latency', 0.5),
    both('append to heard, p99', 'ms', 'latency', 0.99),
    both('bytes per frame on the wire', 'B', 'bytes', 0.5),
    both('connect again to the first missed frame, p50', 'ms', 'resume', 0.5),
    both('connect again to the first missed frame, p99', 'ms', 'resume', 0.99)
  ];
}

async function flow(server: Child, name: Name): Promise<{ cpu: number; heard: Heard }> {
  const heard: Heard = { latency: [], frames: 0, bytes: 0 };
  let counting = false;
  const sockets = Array.from({ length: readers }, (_, reader) =>
    open(server.port, name, `/${reader}`, (chunk) => {
      if (!counting) return;
      const now = performance.timeOrigin + performance.now();
      heard.bytes += chunk.length;
      // One frame, one read, nearly always; what is cut in two is not counted.
      for (const [, said] of chunk.toString('latin1').matchAll(/"t":(\d{13}[\d.]*)\}/g)) {
        heard.frames++;
        heard.latency.push(now - Number(said));
      }
    })
  );
  await sleep(1_000);
  const before = await server.used();
  counting = true;
  await sleep(windowMs);
  counting = false;
  const { cpu } = await server.used();
  for (const socket of sockets) socket.destroy();
  await sleep(200);
  return { cpu: cpu - before.cpu, heard };
}

/** Milliseconds from connecting again to the first of what was missed. */
async function resume(server: Child, name: Name): Promise<number[]> {
  const took: number[] = [];
  for (let time = 0; time < resumes; time++) {
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const socket = open(server.port, name, `/${time % readers}?after=5`, (chunk) => {
        if (!chunk.includes('"t":')) return;
        took.push(performance.now() - began);
        socket.destroy();
        resolve();
      });
    });
  }
  return took;
}

/** Bare sockets on both sides of the comparison, so that only the server is measured. */
function open(port: number, name: Name, path: string, hear: (chunk: Buffer) => void) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const upgrade = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'];
  const lines = name === 'SSE' ? ['accept: text/event-stream'] : upgrade;
  if (name === 'WebSocket') lines.push('sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==');
  socket.write([`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...lines, '', ''].join('\r\n'));
  socket.on('data', hear);
  socket.on('error', () => socket.destroy());
  return socket;
}
