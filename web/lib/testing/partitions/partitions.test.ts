import { expect, test } from 'vitest';
import { livePartitioned } from './partitions';

// `npm run soak -- partitions` gives ten clients, more time and other seeds.
const ms = Number(process.env.PLAYGROUND_PARTITIONS_MS ?? 4_000);
const seed = Number(process.env.PLAYGROUND_PARTITIONS_SEED ?? 1);
const soaking = process.env.PLAYGROUND_PARTITIONS_MS !== undefined;

test(
  'clients behind partitions and cut connections all meet, and nothing is lost in silence',
  async () => {
    const size = soaking ? { clients: 10, editsPerSecond: 50 } : { clients: 4, editsPerSecond: 20 };
    const { wrong, ...figures } = await livePartitioned({ seed, ms, ...size });
    if (soaking) process.stdout.write(`seed ${seed}: ${JSON.stringify(figures)}\n`);
    expect(wrong).toEqual([]);
    expect(figures.edits).toBeGreaterThan(0);
    expect(figures.cut + figures.lost).toBeGreaterThan(0);
    expect(figures.convergedMs).toBeLessThan(60_000);
  },
  ms + 240_000
);
