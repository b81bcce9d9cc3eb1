import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './relay-child.ts';
import { listenAll } from './relay-client.ts';
import type { Heard, Target } from './relay-client.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

export interface Side {
  child: Child;
  target: Target;
}

export interface Sides {
  ours: Side;
  pipe: Side;
}

const pace = 20;
const streams = 64;
const everyMs = 8;
const settleMs = 300;
const windowMs = 1_600;

/** What a frame costs while streams flow, and what beginning and ending a run costs. */
export async function cpuRows(sides: Sides): Promise<Row[]> {
  const frame = await inTurns(sides, frameCost, 5);
  const run = await inTurns(sides, runCost, 3);
  return [
    {
      what: `relay: CPU per frame, ${streams} streams at ${pace} ms (log, SQLite, 1 subscriber)`,
      ours: `${frame.ours.toFixed(1)} µs`,
      baseline: `${frame.pipe.toFixed(1)} µs (http pipe)`,
      ratio: frame.ratio.toFixed(2),
      goal: '≤ 1.25'
    },
    {
      what: 'relay: CPU per run: admission + end (version, history, two commits)',
      ours: `${(run.ours / 1000).toFixed(2)} ms`,
      baseline: `${(run.pipe / 1000).toFixed(2)} ms (http pipe)`,
      ratio: run.ratio.toFixed(1),
      goal: '–'
    }
  ];
}

/** Medians over rounds; the ratio is that of neighbours, so that slow drifts cancel out. */
async function inTurns(sides: Sides, measure: (side: Side) => Promise<number>, rounds: number) {
  const costs: { ours: number; pipe: number }[] = [];
  for (let round = 0; round < rounds; round++)
    costs.push({ pipe: await measure(sides.pipe), ours: await measure(sides.ours) });
  const median = (of: (one: { ours: number; pipe: number }) => number) =>
    quantile(costs.map(of), 0.5);
  return {
    ours: median((one) => one.ours),
    pipe: median((one) => one.pipe),
    ratio: median((one) => one.ours / one.pipe)
  };
}

/** Microseconds per word in a window in which all streams flow and none begins or ends. */
export async function frameCost({ child, target }: Side): Promise<number> {
  const heard: Heard = { words: 0, stall: 0 };
  const rampMs = streams * everyMs;
  const words = Math.ceil((rampMs + settleMs + windowMs + 400) / pace);
  const ended = listenAll(target, { streams, pace, words, everyMs }, heard);
  await sleep(rampMs + settleMs);
  const before = { ...(await child.used()), words: heard.words };
  await sleep(windowMs);
  const after = { ...(await child.used()), words: heard.words };
  const lost = (await ended).filter((one) => one.words !== words).length;
  if (lost > 0) throw new Error(`${lost} of ${streams} streams lost words on ${target.path}.`);
  return (after.cpu - before.cpu) / (after.words - before.words);
}

/** Microseconds per run of a single word. */
async function runCost({ child, target }: Side): Promise<number> {
  const runs = 200;
  const before = await child.used();
  await listenAll(target, { streams: runs, pace: 1, words: 1, everyMs: 4 }, { words: 0, stall: 0 });
  return ((await child.used()).cpu - before.cpu) / runs;
}
