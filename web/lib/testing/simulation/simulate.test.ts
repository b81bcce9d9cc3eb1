import { expect, test } from 'vitest';
import { failedOnce } from './seeds';
import { simulate } from './world';

// `npm run soak -- sync` tries others, on all cores.
const seeds = 1000;

test(
  'I1–I3, I5, I6, I9, I10, I12, I14, I17, I18: whatever the network, the storage, the clocks and the server do, all meet and nothing is lost',
  async () => {
    const all = [...failedOnce, ...Array.from({ length: seeds }, (_, index) => index + 1)];
    for (const seed of all) {
      const wrong = await simulate(seed);
      if (wrong.length > 0)
        expect.fail(`seed ${seed}: ${wrong.join('\n')}\nAgain: npm run soak -- sync 1 ${seed}`);
    }
  },
  // It takes as long as it takes: a minute, or several on a busy machine.
  1_200_000
);
