import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '#shared/testing/seeded';
import { startPacedUpstream } from './paced-upstream.ts';
import { createRelay, type Relay } from './relay.ts';

export interface VanishReport {
  vanished: number;
  cancelled: number;
  /** Upstreams that a vanishing closed; upstreams a cancel left open. Both have to be none. */
  closedByVanishing: number;
  leftOpen: number;
  /** Milliseconds from a cancel being sent to its upstream's socket being closed. */
  cancelMs: { p50: number; p99: number; max: number };
  /** Cancels that came when the run was over. */
  late: number;
  sockets: { before: number; after: number };
  /** Bytes in use after a collection, after a first round and after the last. */
  heap: { before: number; after: number };
}

const tokens = Array.from({ length: 25 }, (_, index) => ` word${index}`);
const paceMs = 40;

/**
 * So many clients that go away without a word at a random moment, and so many that cancel: the first must
 * not close their upstreams, the second have to, and nothing may be left of either. Ended runs stay
 * readable in memory for a while; `lingerMs` is waited before memory is compared.
 */
export async function vanishAndCancel(
  each: number,
  seed: number,
  { atOnce = 16, lingerMs = 0, heapUsed = () => process.memoryUsage().heapUsed } = {}
): Promise<VanishReport> {
  const upstream = await startPacedUpstream(tokens, paceMs);
  const relay = await createRelay(upstream.baseUrl);
  const { random, below } = seeded(seed);
  const sentAt = new Map<string, number>();
  const vanished: string[] = [];
  let count = 0;
  let late = 0;

  async function vanish(name: string) {
    const leaveAfter = below(tokens.length * paceMs);
    const scope = `u:${name}`;
    const stream = random() < 0.8;
    vanished.push(name);
    await relay
      .start(name, {
        scope,
        headers: stream ? { accept: 'text/event-stream' } : {},
        onrequest: (asked) => {
          asked.on('error', () => undefined);
          setTimeout(() => asked.destroy(), leaveAfter);
        }
      })
      .then(
        async (answer) => {
          answer.on('error', () => undefined).resume();
          await wait(leaveAfter);
        },
        () => wait(leaveAfter) // gone before it was answered: the run may not even have begun
      );
  }

  async function cancel(name: string) {
    const scope = `u:${name}`;
    const answer = await relay.start(name, { scope });
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
    const { runId } = JSON.parse(text) as { runId: string };
    await wait(below(tokens.length * paceMs));
    const at = performance.now();
    const { status } = await relay.json(`/v1/runs/${runId}/cancel`, { scope, body: {} });
    // Over already, or nothing more to be closed although the server has not read all of it yet.
    const saidAllAt = upstream.answers.get(name)?.saidAllAt ?? Infinity;
    if (status !== 'stopping' || saidAllAt < performance.now()) late += 1;
    else sentAt.set(name, at);
  }

  async function round(size: number) {
    const work = Array.from({ length: size * 2 }, (_, index) => index % 2);
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let which = work.shift(); which !== undefined; which = work.shift())
          await (which === 0 ? vanish : cancel)(`run-${count++}`);
      })
    );
    await untilIdle(relay);
  }

  /** Connections still open when those that are kept for the next call had time to go. */
  async function openSockets() {
    for (let tries = 0; tries < 100; tries++) {
      const open = (await relay.sockets()) + upstream.sockets();
      if (open === 0) return 0;
      await wait(100);
    }
    return (await relay.sockets()) + upstream.sockets();
  }

  try {
    await round(Math.min(10, each)); // what is made once is not a leak
    await wait(lingerMs);
    const before = { sockets: await openSockets(), heap: heapUsed() };
    vanished.length = 0;
    sentAt.clear();
    late = 0;
    await round(each);
    await wait(lingerMs);
    const after = { sockets: await openSockets(), heap: heapUsed() };
    const took = [...sentAt].map(([name, at]) => {
      const answer = upstream.answers.get(name);
      // Not even asked when it was cancelled: nothing to close.
      if (!answer) return 0;
      const { closedAt, aborted } = answer;
      return closedAt === null || !aborted ? Infinity : Math.max(0, closedAt - at);
    });
    const sorted = took.filter(Number.isFinite).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
    return {
      vanished: vanished.length,
      cancelled: sentAt.size,
      late,
      closedByVanishing: vanished.filter((name) => upstream.answers.get(name)?.aborted).length,
      leftOpen: took.filter((ms) => !Number.isFinite(ms)).length,
      cancelMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
      sockets: { before: before.sockets, after: after.sockets },
      heap: { before: before.heap, after: after.heap }
    };
  } finally {
    await relay.close();
    await upstream.close();
  }
}

async function untilIdle(relay: Relay) {
  for (let tries = 0; relay.liveCount() > 0; tries++) {
    if (tries > 600) throw new Error(`${relay.liveCount()} runs have not ended.`);
    await wait(50);
  }
}
