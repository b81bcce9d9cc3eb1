import { expect, test } from 'vitest';
import { failedOnce } from './seeds';
import { simulate } from './world';

// `npm run soak` gives more time and other seeds.
const budgetMs = Number(process.env.PLAYGROUND_SOAK_MS ?? 12_000);
const firstSeed = Number(process.env.PLAYGROUND_SOAK_FROM ?? 1);

test(
  'whatever the network, the clocks and the crashes do, all meet and nothing is lost',
  async () => {
    const began = performance.now();
    for (const seed of failedOnce) expect(await simulate(seed), `seed ${seed}`).toEqual([]);
    let seed = firstSeed;
    for (; performance.now() - began < budgetMs; seed++)
      expect(await simulate(seed), `seed ${seed}`).toEqual([]);
    expect(seed).toBeGreaterThan(firstSeed);
  },
  budgetMs + 60_000
);
