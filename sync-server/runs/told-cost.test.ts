import { expect, test } from 'vitest';
import { createHarness } from './testing/harness.ts';

test('a provider’s own bill stands before our price list', async () => {
  const h = createHarness();
  const id = await h.start('Once');
  const call = h.provider.last();
  call.say(' upon');
  const usage = { inputTokens: 10, outputTokens: 5 };
  call.delta({ type: 'usage', usage, costNanoUsd: 128_300 });
  call.end();
  await h.time.settle();
  expect(h.author.read('me', 'runs', id)).toMatchObject({
    status: 'done',
    costNanoUsd: 128_300,
    inputTokens: 10,
    usageSource: 'provider'
  });
});
