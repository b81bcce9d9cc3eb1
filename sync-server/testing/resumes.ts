import type { ClientRequest, IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { foldRun, freshRun } from '#shared/fold-run';
import { isTerminal, parseRunEvent } from '#shared/run-events';
import type { RunState } from '#shared/run-events';
import { seeded, type Seeded } from '#shared/testing/seeded';
import { startPacedUpstream } from './paced-upstream.ts';
import { createRelay, type Relay } from './relay.ts';

export interface ResumeReport {
  runs: number;
  cuts: number;
  /** Connections by the way they were made. */
  ways: Record<string, number>;
  snapshots: number;
  /** Milliseconds from asking again to the first event, half and 99 in 100 of the times. */
  firstEventMs: { p50: number; p99: number };
}

const words = Array.from({ length: 150 }, (_, index) => ` wörd${index}😀`);

/**
 * Cuts each of many runs' connections at random bytes and resumes by the last event read, each time by one
 * of the ways there are. Throws where an event is missing, comes twice, or the text is not the server's.
 */
export async function resumeAtRandom(runs: number, cuts: number, seed: number) {
  const upstream = await startPacedUpstream(words, 12);
  const relay = await createRelay(upstream.baseUrl);
  const report: ResumeReport = {
    runs,
    cuts: 0,
    ways: {},
    snapshots: 0,
    firstEventMs: { p50: 0, p99: 0 }
  };
  const waits: number[] = [];
  const queue = Array.from({ length: runs }, (_, index) => index);
  async function work() {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const reader = createReader(relay, seeded(seed + index), `run-${index}`, report, waits);
      await reader.follow(
        Math.ceil((cuts * (index + 1)) / runs) - Math.ceil((cuts * index) / runs)
      );
    }
  }
  try {
    await Promise.all(Array.from({ length: 8 }, work));
    const sorted = waits.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    report.firstEventMs = { p50: at(0.5), p99: at(0.99) };
    return report;
  } finally {
    await relay.close();
    await upstream.close();
  }
}

function createReader(
  relay: Relay,
  seed: Seeded,
  name: string,
  report: ResumeReport,
  waits: number[]
) {
  const scope = `u:${name}`;
  let state: RunState = freshRun;
  let runId = '';

  function take(type: string, seq: number, data: unknown) {
    const event = parseRunEvent(type, seq, data);
    if (!event) throw new Error(`${name}: ${type} is no event.`);
    if (seq <= state.seq && !(type === 'snapshot' && seq === state.seq))
      throw new Error(`${name}: ${seq} came again after ${state.seq}.`);
    if (type === 'snapshot') report.snapshots += 1;
    else if (seq !== state.seq + 1)
      throw new Error(`${name}: ${seq} came after ${state.seq}: a gap.`);
    state = foldRun(state, event);
  }

  /** Reads an answer until it is over or `bytes` of it have been taken. */
  async function read(answer: IncomingMessage, bytes: number, began: number) {
    let left = bytes;
    let heard = false;
    const parser = createParser({
      onEvent({ event = '', id = '', data }) {
        const [run, seq] = id.includes(':') ? id.split(':') : [runId, id];
        // A run it does not name is over: this stream will not speak of it, the log does.
        if (event === 'live' && !isLiveIn(data)) answer.destroy();
        if (event === 'live' || event === 'poke' || run !== runId) return;
        if (!heard) waits.push(performance.now() - began);
        heard = true;
        take(event, Number(seq), JSON.parse(data));
        if (isTerminal(event)) answer.destroy();
      }
    });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer) {
        const taken = (chunk as Buffer).subarray(0, left);
        left -= taken.length;
        parser.feed(decoder.decode(taken, { stream: true }));
        if (left <= 0) break; // leaving the loop destroys the connection
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
    answer.destroy();
  }

  const isLiveIn = (data: string) =>
    runId in (JSON.parse(data) as { runs: Record<string, number> }).runs;

  const ways = {
    async events(bytes: number) {
      const byHeader = seed.chance(0.5);
      const path = `/v1/runs/${runId}/events`;
      const began = performance.now();
      const answer = await relay.ask(byHeader ? path : `${path}?after=${state.seq}`, {
        scope,
        headers: byHeader ? { 'last-event-id': String(state.seq) } : {}
      });
      await read(answer, bytes, began);
    },
    async all(bytes: number) {
      const began = performance.now();
      const path = `/v1/events?after=${runId}:${state.seq}`;
      await read(await relay.ask(path, { scope }), bytes, began);
    },
    /** As somebody who knows nothing yet: what came before is one snapshot. */
    async anew(bytes: number) {
      const path = seed.chance(0.5) ? '/v1/events' : `/v1/runs/${runId}/events`;
      await read(await relay.ask(path, { scope }), bytes, performance.now());
    },
    async log() {
      const began = performance.now();
      const path = `/v1/runs/${runId}/log?after=${state.seq}&wait=1`;
      const { items } = await relay.json(path, { scope });
      waits.push(performance.now() - began);
      for (const { type, seq, data } of items as { type: string; seq: number; data: unknown }[])
        take(type, seq, data);
    },
    /** The request is gone before it is answered. */
    async vanish() {
      const leave = (asked: ClientRequest) => setTimeout(() => asked.destroy(), seed.below(5));
      await relay
        .ask(`/v1/runs/${runId}/events?after=${state.seq}`, { scope, onrequest: leave })
        .then(
          (answer) => answer.destroy(),
          () => undefined // cut off before it was answered, as it should
        );
    }
  };

  async function follow(cuts: number) {
    const started = await relay.start(name, { scope });
    let text = '';
    for await (const chunk of started.setEncoding('utf8')) text += String(chunk);
    runId = (JSON.parse(text) as { runId: string }).runId;
    for (let cut = 0; !isOver() || cut < cuts; cut++) {
      const way =
        cut < cuts
          ? seed.pick(['events', 'events', 'all', 'all', 'anew', 'log', 'vanish'] as const)
          : 'events';
      report.ways[way] = (report.ways[way] ?? 0) + 1;
      if (cut < cuts) report.cuts += 1;
      // What is over has no more to say on any way; being asked again must not make it say anything.
      await ways[isOver() ? 'log' : way](cut < cuts ? 40 + seed.below(2500) : Infinity);
    }
    const { text: kept } = await relay.json(`/v1/runs/${runId}/output`, { scope });
    if (state.text !== kept || state.text !== words.join(''))
      throw new Error(`${name}: the text is not the server's.`);
  }

  const isOver = () => state.status !== 'queued' && state.status !== 'streaming';
  return { follow };
}
