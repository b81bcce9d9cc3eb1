import { expect, test } from 'vitest';
import { restartUnderLoad } from './testing/restarts.ts';

test('a server stopped and killed under load loses no run and doubles none', async () => {
  const report = await restartUnderLoad(3, 6);
  expect(report).toMatchObject({ lost: 0, doubled: 0, calledTwice: 0, wrong: [] });
  expect(report.asked).toBeGreaterThan(10);
}, 120_000);
