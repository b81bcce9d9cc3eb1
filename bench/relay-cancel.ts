import type { Child } from './relay-child.ts';
import type { Target } from './relay-client.ts';
import { runBody } from './relay-client.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const times = 50;
const longestMs = 8_000;

/** How long the upstream still speaks to nobody after a person pressed stop: every word is billed. */
export async function cancelRow(target: Target, upstream: Child): Promise<Row> {
  const base = `http://127.0.0.1:${target.port}`;
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    });
    return (await answer.json()) as { runId: string };
  };
  const took: number[] = [];
  const until = performance.now() + longestMs;
  for (let time = 0; time < times && (time < 10 || performance.now() < until); time++) {
    const { runId } = await post(target.path, runBody('p20n1000'));
    // Only a model that has begun to speak can be cut off.
    await fetch(`${base}${target.path}/${runId}/log?after=1&wait=20`);
    const cut = upstream.nextCut();
    const asked = performance.timeOrigin + performance.now();
    await post(`${target.path}/${runId}/cancel`, {});
    took.push((await cut) - asked);
  }
  return {
    what: 'relay: cancel to upstream closed, p99',
    baseline: '–',
    ratio: '–',
    ours: `${quantile(took, 0.99).toFixed(1)} ms`,
    goal: '≤ 100 ms'
  };
}
