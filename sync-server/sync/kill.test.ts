import { expect, test } from 'vitest';
import { killServer } from '../../soak/kill-server.ts';

// The real process on a real disk; `npm run soak -- kill-server` does it hundreds of times.
test('a server killed under load has kept every change it acknowledged, once', async () => {
  const report = await killServer(3);
  expect(report).toMatchObject({ kills: 3, lost: [], doubled: 0, integrity: 'ok' });
}, 180_000);
