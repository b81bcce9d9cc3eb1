import { expect, test } from 'vitest';
import type { LimitsAnswer } from '#shared/limits';
import type { UsageReport } from '#shared/usage-report';
import { createHarness } from '../runs/testing/harness.ts';

// The model of the harness costs 100 nano-dollars a token in and 200 out.
test('what a stopped run turns out to have used corrects what it was settled with', async () => {
  const h = createHarness({ limited: true });
  const ask = async (path: string) => (await h.app.request(path)).json();
  const spent = async () => ((await ask('/v1/limits')) as LimitsAnswer).now.day.spentNanoUsd;
  h.provider.cancelPolicy = 'drain';
  const id = await h.start('abc');
  h.provider.last().say('abcd');
  await h.post(`/v1/runs/${id}/cancel`, { seen: 4 });
  await h.time.settle();
  expect(await spent()).toBe(300);
  h.provider.last().end({ inputTokens: 3, outputTokens: 9 });
  await h.time.settle();
  const lines = h.sql.prepare("select nano_usd as nanoUsd from ledger where kind = 'settle'").all();
  expect(lines).toEqual([{ nanoUsd: 300 }, { nanoUsd: 1800 }]);
  expect(await spent()).toBe(2100);
  expect(((await ask('/v1/usage')) as UsageReport).total).toMatchObject({
    runs: 1,
    inputTokens: 3,
    outputTokens: 9,
    costNanoUsd: 2100
  });
});
