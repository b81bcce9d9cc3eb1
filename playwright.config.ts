import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'web/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  workers: 2,
  fullyParallel: true,
  // No test is timed; a busy machine must not fail one. What has a deadline of its own states it.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  use: {
    browserName: 'chromium',
    // What cannot be done for so long is said, with the reason, before the test is over.
    actionTimeout: 90_000,
    navigationTimeout: 90_000,
    launchOptions: {
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run']
    },
    // The list of what was done is enough to read a failure by; pictures of each step cost a tenth of the time.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure'
  }
});
