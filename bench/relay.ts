import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './relay-child.ts';
import type { Child } from './relay-child.ts';
import { listen, listenAll, runBody, upstreamBody } from './relay-client.ts';
import type { Target } from './relay-client.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const pace = 20;
const rungs = [32, 64, 128, 256, 512];

/**
 * Our relay (adapter, log, SQLite, one subscriber each) against a raw `http` pipe over the same
 * upstream, every server in its own process, taken in turns.
 */
export async function relayBench(): Promise<Row[]> {
  const data = mkdtempSync(join(tmpdir(), 'relay-'));
  const upstream = await startChild('./relay-upstream.ts');
  const env = { UPSTREAM_PORT: String(upstream.port), DATA: data };
  const ours = await startChild('./relay-ours.ts', env);
  const pipe = await startChild('./relay-pipe.ts', env);
  const chat = '/v1/chat/completions';
  const targets = {
    direct: { port: upstream.port, path: chat, body: upstreamBody },
    pipe: { port: pipe.port, path: chat, body: upstreamBody },
    ours: { port: ours.port, path: '/v1/runs', body: runBody }
  };
  try {
    for (const target of [targets.pipe, targets.ours]) await listenAll(target, 32, pace, 100); // warm
    return [
      await cpuRow({ child: ours, target: targets.ours }, { child: pipe, target: targets.pipe }),
      ...(await firstTokenRows(targets)),
      await heldRow(targets)
    ];
  } finally {
    await Promise.all([ours.stop(), pipe.stop(), upstream.stop()]);
    rmSync(data, { recursive: true, force: true });
  }
}

interface Side {
  child: Child;
  target: Target;
}

async function cpuRow(ours: Side, pipe: Side): Promise<Row> {
  const [streams, words, rounds] = [64, 300, 5];
  const measure = async ({ child, target }: Side) => {
    const before = await child.used();
    const heard = await listenAll(target, streams, pace, words);
    const lost = heard.filter((one) => one.words !== words).length;
    if (lost > 0) throw new Error(`${lost} of ${streams} streams lost words on ${target.path}.`);
    return ((await child.used()).cpu - before.cpu) / (streams * words);
  };
  const costs: { ours: number; pipe: number }[] = [];
  for (let round = 0; round < rounds; round++)
    costs.push({ pipe: await measure(pipe), ours: await measure(ours) });
  const of = (side: 'ours' | 'pipe') =>
    quantile(
      costs.map((one) => one[side]),
      0.5
    );
  const ratio = quantile(
    costs.map((one) => one.ours / one.pipe),
    0.5
  );
  return {
    what: `relay: CPU per frame, ${streams} streams at ${pace} ms (log, SQLite, 1 subscriber)`,
    ours: `${of('ours').toFixed(0)} µs`,
    baseline: `${of('pipe').toFixed(0)} µs (http pipe)`,
    ratio: ratio.toFixed(2),
    goal: '≤ 1.25'
  };
}

async function firstTokenRows(targets: Record<'direct' | 'pipe' | 'ours', Target>): Promise<Row[]> {
  const names = ['direct', 'pipe', 'ours'] as const;
  const times: Record<(typeof names)[number], number[]> = { direct: [], pipe: [], ours: [] };
  for (let round = 0; round < 330; round++)
    for (const name of names) {
      const { ttft } = await listen(targets[name], 1, 2, 0);
      if (round >= 30) times[name].push(ttft);
    }
  // Each is compared with the direct call just before it, so that the machine's other work cancels out.
  const against = (name: 'pipe' | 'ours') =>
    times[name].map((ms, round) => ms - (times.direct[round] ?? 0));
  return [0.5, 0.99].map((p) => {
    const added = (name: 'pipe' | 'ours') => quantile(against(name), p);
    return {
      what: `relay: added time to first token, 1 stream, p${p * 100}`,
      ours: `${added('ours').toFixed(2)} ms`,
      baseline: `${added('pipe').toFixed(2)} ms (http pipe)`,
      ratio: (added('ours') / added('pipe')).toFixed(2),
      goal: p === 0.5 ? '≤ 1 ms' : '≤ 2 ms'
    };
  });
}

/** The most streams of the ladder that come through whole, with no silence beyond ten paces. */
async function heldRow(targets: Record<'pipe' | 'ours', Target>): Promise<Row> {
  const held = async (target: Target) => {
    let most = 0;
    for (const streams of rungs) {
      const heard = await listenAll(target, streams, pace, 150);
      if (!heard.every((one) => one.words === 150 && one.stall <= pace * 10)) break;
      most = streams;
    }
    return most;
  };
  const [ours, pipe] = [await held(targets.ours), await held(targets.pipe)];
  return {
    what: `relay: streams held at ${pace} ms without loss or stall`,
    ours: String(ours),
    baseline: `${pipe} (http pipe)`,
    ratio: pipe === 0 ? '–' : (ours / pipe).toFixed(2),
    goal: `≥ ${rungs.at(-1)}`
  };
}
