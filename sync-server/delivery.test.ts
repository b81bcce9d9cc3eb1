import { expect, test } from 'vitest';
import { resumeAtRandom } from './testing/resumes.ts';
import { vanishAndCancel } from './testing/vanish.ts';

test('connections cut at random bytes and resumed in every way miss nothing and repeat nothing', async () => {
  const report = await resumeAtRandom(8, 60, 20261121);
  expect(report.cuts).toBe(60);
  expect(Object.keys(report.ways).sort()).toEqual(['all', 'anew', 'events', 'log', 'vanish']);
});

test('a client that vanishes closes no upstream, one that cancels does, and nothing is left', async () => {
  const report = await vanishAndCancel(25, 20261121);
  expect(report.vanished).toBeGreaterThan(10);
  expect(report.closedByVanishing).toBe(0);
  expect(report.leftOpen).toBe(0);
  // The promise of one second is the soak's to keep: here the machine may be busy.
  expect(report.cancelled).toBeGreaterThan(10);
  expect(report.sockets.after).toBeLessThanOrEqual(report.sockets.before);
});
