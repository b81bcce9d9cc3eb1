import { setTimeout as sleep } from 'node:timers/promises';
import { listenAll } from './relay-client.ts';
import type { Heard, Target } from './relay-client.ts';
import type { Side, Sides } from './relay-cpu.ts';
import type { Row } from './row.ts';

const pace = 20;
const stallAtMost = pace * 10;
/** From the top: the first that holds is the answer. */
const rungs = [512, 256, 128];
const everyMs = 6;
const windowMs = 2_000;

interface Rung {
  streams: number;
  whole: boolean;
  stall: number;
}

/** How many streams live at once, and what one of them takes in memory. */
export async function heldRows({ ours, pipe }: Sides): Promise<Row[]> {
  const top = rungs[0] ?? 0;
  const rows: Row[] = [];
  const [byPipe, byOurs] = [await climb(pipe.target), await climb(ours.target)];
  const [most, mostOfPipe] = [held(byOurs), held(byPipe)];
  const silence = ([first]: Rung[]) => first?.stall ?? 0;
  rows.push({
    what: `relay: streams held at ${pace} ms, no word lost, no silence > ${stallAtMost} ms`,
    ours: String(most),
    baseline: `${mostOfPipe} (http pipe)`,
    ratio: mostOfPipe === 0 ? '–' : (most / mostOfPipe).toFixed(2),
    goal: `≥ ${top}`
  });
  rows.push({
    what: `relay: longest silence while ${top} streams flow (words lost)`,
    ours: `${silence(byOurs).toFixed(0)} ms (${lossOf(byOurs)})`,
    baseline: `${silence(byPipe).toFixed(0)} ms (${lossOf(byPipe)}) (http pipe)`,
    ratio: (silence(byOurs) / silence(byPipe)).toFixed(2),
    goal: `≤ ${stallAtMost} ms (none)`
  });
  const perStream = { pipe: await memory(pipe), ours: await memory(ours) };
  rows.push({
    what: `relay: heap and buffers per attached stream, ${attached} streams`,
    ours: `${perStream.ours.toFixed(0)} KB`,
    baseline: `${perStream.pipe.toFixed(0)} KB (http pipe)`,
    ratio: '–',
    goal: '≤ 60 KB'
  });
  return rows;
}

const holds = ({ whole, stall }: Rung) => whole && stall <= stallAtMost;
export const held = (tried: Rung[]) => tried.find(holds)?.streams ?? 0;
const lossOf = ([first]: Rung[]) => (first?.whole ? 'none' : 'some');

/** The rungs that were tried, the last of which may have held. */
export async function climb(target: Target, ladder = rungs): Promise<Rung[]> {
  const tried: Rung[] = [];
  for (const streams of ladder) {
    const rung = await flow(target, streams);
    tried.push(rung);
    if (holds(rung)) break;
  }
  return tried;
}

/** Silence counts while all streams flow. Arrivals are spread before that. */
async function flow(target: Target, streams: number): Promise<Rung> {
  const heard: Heard = { words: 0, stall: 0 };
  const rampMs = streams * everyMs;
  const words = Math.ceil((rampMs + windowMs + 1_000) / pace);
  const ended = listenAll(target, { streams, pace, words, everyMs }, heard);
  await sleep(rampMs + 500);
  heard.stall = 0;
  await sleep(windowMs);
  const { stall } = heard;
  const whole = (await ended).every((one) => one.words === words);
  return { streams, whole, stall };
}

const attached = 512;

/** Kilobytes, with slow streams. */
export async function memory({ child, target }: Side): Promise<number> {
  const before = await child.memory();
  const asked = { streams: attached, pace: 700, words: 8, everyMs };
  const ended = listenAll(target, asked, { words: 0, stall: 0 });
  await sleep(attached * everyMs + 500);
  const after = await child.memory();
  await ended;
  return (after.memory - before.memory) / attached / 1024;
}
