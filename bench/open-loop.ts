import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { requestOf } from './relay-client.ts';
import type { Target } from './relay-client.ts';

/** What listeners who came by a schedule have seen. Milliseconds. */
export interface Arrived {
  /** From when the listener was due, not from when the machine got round to him, to the first word. */
  ttft: number[];
  /** Between two words of one stream. */
  gaps: number[];
  /** Streams that did not bring every word. */
  broken: number;
}

const patienceMs = 10_000;
const endOfWord = '~'.charCodeAt(0);

/**
 * Listeners arrive as they do in life, at random (Poisson) and whether or not earlier ones have been served:
 * a server that stalls is asked all the same, and its stall counts for all who came meanwhile. (Asking
 * again only after an answer would hide it: "coordinated omission".)
 */
export async function arrivals(
  target: Target,
  asked: { perSecond: number; listeners: number; pace: number; words: number; random: () => number }
): Promise<Arrived> {
  const { perSecond, listeners, pace, words, random } = asked;
  const seen: Arrived = { ttft: [], gaps: [], broken: 0 };
  const began = performance.now();
  let due = 0;
  const all: Promise<void>[] = [];
  for (let count = 0; count < listeners; count++) {
    due += (-Math.log(1 - random()) * 1000) / perSecond;
    all.push(come(began + due));
  }
  await Promise.all(all);
  return seen;

  async function come(at: number) {
    await sleep(Math.max(0, at - performance.now()));
    const body = JSON.stringify(target.body(`p${pace}n${words}`));
    let heard = 0;
    let before = 0;
    await new Promise<void>((resolve) => {
      const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
      socket.on('data', (chunk) => {
        const now = performance.now();
        let fresh = 0;
        for (let i = chunk.indexOf(endOfWord); i >= 0; i = chunk.indexOf(endOfWord, i + 1)) fresh++;
        if (fresh === 0) return;
        if (heard === 0) seen.ttft.push(now - at);
        else seen.gaps.push(now - before);
        before = now;
        heard += fresh;
        if (heard >= words) socket.end();
      });
      // Some never end what went wrong.
      const late = setTimeout(() => socket.destroy(), words * pace + patienceMs);
      socket.on('close', () => {
        clearTimeout(late);
        resolve();
      });
      socket.on('error', () => socket.destroy());
      socket.write(requestOf(target, body, `u:${Math.floor(random() * 1000)}`));
    });
    if (heard !== words) seen.broken++;
  }
}
