import { killAfterSaved } from './kill-browser.ts';
import { test } from './fixtures.ts';

test('a browser killed after "Saved on this device" has the text', async ({ server }) => {
  await killAfterSaved({
    url: server.url,
    times: 3,
    seed: 7,
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium'
  });
});
