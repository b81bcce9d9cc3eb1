import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { aTextCall, createCollector } from '../testing/collect.ts';
import { createUpstream } from '../testing/upstream.ts';
import { createEgress } from './egress.ts';
import { createBackgroundProvider } from './responses-background.ts';
import type { Upstream, UpstreamScript } from '../testing/upstream.ts';
import type { Egress } from './egress.ts';

const words = Array.from({ length: 40 }, (_, index) => ` wörd${index}`);
let upstream: Upstream;
let egress: Egress;
let waits: number[];

beforeAll(async () => {
  upstream = await createUpstream();
  egress = createEgress({ policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 }) });
});
afterAll(async () => {
  await egress.close();
  await upstream.close();
});
beforeEach(() => {
  waits = [];
});

function begin(script: UpstreamScript, quietAfter: number | null = null) {
  const model = `m${Math.round(performance.now() * 1000)}`;
  upstream.script(script, model);
  const provider = createBackgroundProvider({
    endpoint: { baseUrl: upstream.url, key: 'sk-1' },
    egress,
    wait: (ms, signal) => {
      if (ms === 20_000 && quietAfter !== null) ms = quietAfter;
      else if (ms >= 10_000) return new Promise((resolve) => (signal.onabort = () => resolve()));
      if (ms === quietAfter) return new Promise((resolve) => setTimeout(resolve, ms));
      waits.push(ms);
      return new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  const stop = new AbortController();
  const collector = createCollector();
  const call = aTextCall({ model, background: true });
  const failed = provider.run(call, collector.sink, stop.signal).then(
    () => null,
    (error: unknown) => error
  );
  return { ...collector, failed, stop, model };
}

async function until(met: () => boolean) {
  for (let turn = 0; turn < 400 && !met(); turn++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(met()).toBe(true);
}

describe('a background response', () => {
  test('is asked for as one, and read to its end', async () => {
    const run = begin({ tokens: words });
    expect(await run.failed).toBeNull();
    expect(run.text()).toBe(words.join(''));
    expect(upstream.stats.seen.at(-1)?.body).toMatchObject({ background: true, store: true });
    expect(upstream.stats.cancelled).toEqual([]);
  });

  test.each([1, 2, 3, 7, 20])(
    'whose connection breaks after every %i events loses and repeats nothing',
    async (breakAfter) => {
      const run = begin({ tokens: words, paceMs: 1, breakAfter });
      expect(await run.failed).toBeNull();
      expect(run.text()).toBe(words.join(''));
      expect(run.deltas.filter(({ type }) => type === 'model')).toHaveLength(1);
      expect(run.deltas.filter(({ type }) => type === 'finish')).toHaveLength(1);
      const { path } = upstream.stats.seen.at(-1)!;
      expect(path).toMatch(/\/v1\/responses\/r_\d+\?stream=true&starting_after=\d+$/);
      expect(upstream.stats.seen.at(-1)?.headers['authorization']).toBe('Bearer sk-1');
    }
  );

  test('that brings nothing new in five looks, each later than the one before, is given up', async () => {
    const run = begin({ tokens: words, paceMs: 1, breakAfter: 9 });
    await until(() => run.text() !== '');
    upstream.script({ breakAfter: 0 }, run.model);
    expect(await run.failed).toMatchObject({ code: 'STREAM_TRUNCATED' });
    expect(waits.slice(-5)).toEqual([500, 1000, 2000, 4000, 8000]);
    await until(() => upstream.stats.seen.at(-1)?.path.endsWith('/cancel') === true);
  });

  test('that never told its name is nothing one could look for', async () => {
    const run = begin({ tokens: words, breakAfter: 0 });
    expect(await run.failed).toMatchObject({ code: expect.stringMatching(/TRUNCATED|AMBIGUOUS/) });
    expect(waits).toEqual([]);
  });

  test('that is known no longer has broken off, and keeps what came', async () => {
    const run = begin({ tokens: words, paceMs: 1, breakAfter: 9, lost: true });
    const error = await run.failed;
    expect(error).toMatchObject({ code: 'STREAM_TRUNCATED' });
    expect(error).toBeInstanceOf(AppError);
    expect(run.text()).toBe(words.slice(0, 5).join(''));
    expect(waits).toEqual([500]);
  });

  test('that is silent for long is asked again and again, and said to be at work', async () => {
    const run = begin({ tokens: words.slice(0, 2), paceMs: 900 }, 100);
    expect(await run.failed).toBeNull();
    expect(run.text()).toBe(words.slice(0, 2).join(''));
    const signsOfLife = run.deltas.filter(
      (delta) => delta.type === 'usage' && Object.keys(delta.usage).length === 0
    );
    expect(signsOfLife.length).toBeGreaterThan(5); // more than looks that may fail in a row
  });

  test('that fails over there is not looked for again', async () => {
    const run = begin({ tokens: words, fault: 'error' });
    expect(await run.failed).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(waits).toEqual([]);
  });

  test('is told to stop', async () => {
    const before = upstream.stats.cancelled.length;
    const run = begin({ tokens: words, paceMs: 20 });
    await until(() => run.text() !== '');
    const reason = new AppError('CANCELLED');
    run.stop.abort(reason);
    expect(await run.failed).toBe(reason);
    await until(() => upstream.stats.cancelled.length === before + 1);
  });

  test('is told to stop also when the stop came before its name', async () => {
    const before = upstream.stats.cancelled.length;
    const run = begin({ tokens: words, paceMs: 20, headersMs: 50 });
    await until(() => run.stages.includes('sent'));
    const reason = new AppError('CANCELLED');
    run.stop.abort(reason);
    await until(() => upstream.stats.cancelled.length === before + 1);
    expect(await run.failed).toBe(reason);
    expect(run.text()).toBe('');
  });
});
