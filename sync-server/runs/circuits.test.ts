import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { createHarness } from './testing/harness.ts';

const broken = () => new AppError('MODEL_UNAVAILABLE', { detail: 'Loading model' });

/** Lets runs fail until the provider is left alone: two runs, three attempts and two. */
async function open(h: ReturnType<typeof createHarness>) {
  let id = '';
  for (let n = 0; n < 2; n++) {
    id = await h.start();
    for (let attempt = 0; attempt < 3; attempt++) {
      h.provider.last().fail(broken());
      await h.time.advance(1500);
    }
  }
  return id;
}

test('a provider that failed five times in a row is left alone, and one is told until when', async () => {
  const h = createHarness({ random: () => 0 });
  await open(h);
  expect(h.provider.calls).toHaveLength(5);
  const id = await h.start();
  expect(h.provider.calls).toHaveLength(5);
  const { run } = await h.show(id);
  expect(run).toMatchObject({ status: 'failed', errorCode: 'PROVIDER_PAUSED', costNanoUsd: null });
  expect(run.errorDetail).toMatch(
    /^The next try is possible in \d+ s\. Its last answer was: Loading model$/
  );
  expect(h.lines).toHaveLength(5);
});

test('the last run before that ends with what the provider said', async () => {
  const h = createHarness({ random: () => 0 });
  const id = await open(h);
  expect((await h.show(id)).run).toMatchObject({
    errorCode: 'MODEL_UNAVAILABLE',
    errorDetail: 'Loading model'
  });
});

test('after ten seconds one call finds out; with its first byte all may call again', async () => {
  const h = createHarness({ random: () => 0 });
  await open(h);
  await h.time.advance(10_000);
  await h.start();
  expect(h.provider.calls).toHaveLength(6);
  const beside = await h.start();
  expect((await h.show(beside)).run.errorCode).toBe('PROVIDER_PAUSED');
  h.provider.last().sink.progress('bytes');
  await h.start();
  expect(h.provider.calls).toHaveLength(7);
});

test('a probe that is stopped lets the next one find out', async () => {
  const h = createHarness({ random: () => 0 });
  await open(h);
  await h.time.advance(10_000);
  const probe = await h.start();
  await h.post(`/v1/runs/${probe}/cancel`, {});
  await h.time.settle();
  await h.start();
  expect(h.provider.calls).toHaveLength(7);
});

test('refusals and rate limits are answers: they never open it', async () => {
  const h = createHarness({ random: () => 0 });
  for (let n = 0; n < 8; n++) {
    await h.start();
    h.provider.last().fail(new AppError(n % 2 ? 'INVALID_API_KEY' : 'QUOTA_EXCEEDED'));
    await h.time.settle();
  }
  expect(h.provider.calls).toHaveLength(8);
});
