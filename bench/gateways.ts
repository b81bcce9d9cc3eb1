import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './open-loop.ts';
import type { Arrived } from './open-loop.ts';
import { startChild } from './relay-child.ts';
import type { Child } from './relay-child.ts';
import { requestOf, runBody, upstreamBody } from './relay-client.ts';
import type { Target } from './relay-client.ts';
import { frameCost } from './relay-cpu.ts';
import { climb, held, memory } from './relay-held.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const chat = '/v1/chat/completions';
const rounds = 3;
const asked = { perSecond: 12, listeners: 60, pace: 20, words: 40 };
const ladder = [512, 256, 128, 32, 8];

interface Contender {
  name: string;
  child: Child;
  target: Target;
  arrived: Arrived;
  /** Microseconds per frame, one per round. */
  cpu: number[];
}

/**
 * Our relay beside those one would take instead, over one upstream, each server in a process of its own,
 * in turns. Added times are against the direct call of the same round. Whoever loses a word is told so;
 * its times then mean nothing. The peers are installed by hand (bench/gateways/README.md).
 */
export async function gatewaysBench(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'gateways-'));
  const upstream = await startChild('./relay-upstream.ts');
  const env = { UPSTREAM_PORT: String(upstream.port), DATA: data };
  const contenders: Contender[] = [];
  const direct = { port: upstream.port, path: chat, body: upstreamBody };
  const byItself: Arrived = { ttft: [], gaps: [], broken: 0 };

  async function enter(name: string, file: string, more: Partial<Target> = {}, extra = {}) {
    const child = await startChild(file, { ...env, ...extra });
    const target = { port: child.port, path: chat, body: upstreamBody, ...more };
    const arrived: Arrived = { ttft: [], gaps: [], broken: 0 };
    contenders.push({ name, child, target, arrived, cpu: [] });
  }

  try {
    await enter('http pipe', './relay-pipe.ts');
    await enter('ours', './relay-ours.ts', { path: '/v1/runs', body: runBody });
    await enter('Hono, fetch + streamSSE', './gateways/hono-naive.ts');
    if (existsSync('bench/gateways/node_modules')) {
      const body = (model: string) => ({
        model,
        stream: true,
        messages: [{ role: 'user', content: 'Tell me.' }]
      });
      const headers = [
        'x-portkey-provider: openai',
        `x-portkey-custom-host: http://127.0.0.1:${upstream.port}/v1`,
        'authorization: Bearer sk-bench'
      ];
      await enter('AI SDK', './gateways/ai-sdk.ts');
      await enter('Portkey, with the shim', './gateways/portkey.ts', { headers, body });
      await enter(
        'Portkey, as it comes',
        './gateways/portkey.ts',
        { headers, body },
        { PLAIN: '1' }
      );
    }
    for (const { target } of contenders) await warm(target);

    const random = seeded(20261121);
    for (let round = 0; round < rounds; round++) {
      add(byItself, await arrivals(direct, { ...asked, random }));
      for (const one of contenders)
        add(one.arrived, await arrivals(one.target, { ...asked, random }));
    }
    const able = contenders.filter(({ arrived }) => arrived.broken === 0);
    for (let round = 0; round < rounds; round++)
      for (const one of able) one.cpu.push(await frameCost(one).catch(() => NaN));
    const rows: Row[] = [];
    for (const one of contenders)
      rows.push(...(await rowsOf(one, contenders[0]!, byItself, upstream)));
    return rows;
  } finally {
    await Promise.all([...contenders.map(({ child }) => child.stop()), upstream.stop()]);
    rmSync(data, { recursive: true, force: true });
  }
}

async function rowsOf(
  one: Contender,
  pipe: Contender,
  byItself: Arrived,
  upstream: Child
): Promise<Row[]> {
  const { name, arrived, cpu } = one;
  const row = (what: string, ours: string, baseline: string, ratio = '–', goal = '–'): Row => ({
    what: `${name}: ${what}`,
    ours,
    baseline,
    ratio,
    goal
  });
  const asMany = rounds * asked.listeners;
  if (arrived.broken > 0)
    return [row(`streams that lost words, of ${asMany}`, String(arrived.broken), '0')];
  const added = (of: 'ttft' | 'gaps', p: number, from: Arrived) =>
    quantile(from[of], p) - quantile(byItself[of], p);
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const perFrame = quantile(cpu, 0.5);
  const ofPipe = quantile(pipe.cpu, 0.5);
  const streams = held(await climb(one.target, ladder));
  const kilobytes = await memory(one);
  return [
    row(
      'added time to first token p50',
      ms(added('ttft', 0.5, arrived)),
      ms(added('ttft', 0.5, pipe.arrived))
    ),
    row(
      'added time to first token p99',
      ms(added('ttft', 0.99, arrived)),
      ms(added('ttft', 0.99, pipe.arrived))
    ),
    row(
      'added gap between words p99',
      ms(added('gaps', 0.99, arrived)),
      ms(added('gaps', 0.99, pipe.arrived))
    ),
    row(
      'CPU per frame',
      `${perFrame.toFixed(1)} µs`,
      `${ofPipe.toFixed(1)} µs`,
      (perFrame / ofPipe).toFixed(2)
    ),
    row('streams held at 20 ms', String(streams), '–'),
    row('heap and buffers per stream', `${kilobytes.toFixed(0)} KB`, '–'),
    row('upstream closed after the listener left', await afterLeaving(one.target, upstream), '–')
  ];
}

/** Whether the model goes on for nobody: what that means is the design's choice, so it is only told. */
async function afterLeaving(target: Target, upstream: Child): Promise<string> {
  const cut = upstream.nextCut();
  let leftAt = 0;
  await new Promise<void>((resolve) => {
    const socket = connect({ port: target.port, host: '127.0.0.1' });
    socket.once('data', () => {
      setTimeout(() => {
        leftAt = performance.timeOrigin + performance.now();
        socket.destroy();
        resolve();
      }, 200);
    });
    socket.on('error', () => resolve());
    socket.write(requestOf(target, JSON.stringify(target.body('p20n150')), 'u:leaver'));
  });
  const at = await Promise.race([cut, sleep(2_000).then(() => null)]);
  return at === null ? 'no, the run goes on' : `after ${Math.max(0, at - leftAt).toFixed(0)} ms`;
}

/** What is measured is how it runs, not how it is compiled. */
function warm(target: Target) {
  return arrivals(target, {
    perSecond: 100,
    listeners: 150,
    pace: 5,
    words: 60,
    random: Math.random
  });
}

function add(to: Arrived, more: Arrived) {
  to.ttft.push(...more.ttft);
  to.gaps.push(...more.gaps);
  to.broken += more.broken;
}

/** The same arrivals for everybody, each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
