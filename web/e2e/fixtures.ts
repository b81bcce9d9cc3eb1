import { test as base, expect } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { spawnServer } from '../../sync-server/testing/spawn.ts';
import type { SpawnedServer } from '../../sync-server/testing/spawn.ts';
import { SecretWatch } from './secret-watch.ts';

/**
 * Each test has a server of its own over an empty data folder. A device is a browser context: its own
 * IndexedDB, service worker and caches. A page that writes an unexpected error to its console fails.
 */
interface Fixtures {
  /** Settings of the server beside those of every test. */
  env: Record<string, string>;
  server: SpawnedServer;
  /** Knows the test's secrets; one that stands where none may fails the test. */
  secrets: SecretWatch;
  device: (options?: {
    colorScheme?: 'light' | 'dark';
    width?: number;
    /** Whether it is touched, and has no pointer that could hover. */
    touch?: boolean;
  }) => Promise<Device>;
}

export interface Device {
  context: BrowserContext;
  page: Page;
}

// Being offline, or a server that is away, is what several tests are about.
const expected =
  /net::ERR_|Failed to load resource|Failed to fetch|when fetching the script|status of (4|5)\d\d/;

export const test = base.extend<Fixtures>({
  env: [{}, { option: true }],
  server: async ({ env }, use) => {
    const server = await spawnServer({ env });
    await use(server);
    await server.dispose();
  },
  secrets: async ({ server }, use) => {
    const secrets = new SecretWatch();
    await use(secrets);
    expect(await secrets.foundIn(server), 'secrets where none may stand').toEqual([]);
  },
  device: async ({ browser, server, secrets }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async ({ colorScheme = 'light', width = 1440, touch = false } = {}) => {
      const context = await browser.newContext({
        baseURL: server.url,
        colorScheme,
        hasTouch: touch,
        isMobile: touch,
        viewport: { width, height: width < 500 ? 844 : 900 }
      });
      contexts.push(context);
      secrets.watch(context);
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('console', (message) => {
        if (message.type() === 'error' && !expected.test(message.text()))
          errors.push(message.text());
      });
      return { context, page: await context.newPage() };
    });
    for (const context of contexts) await secrets.takeSessions(context);
    for (const context of contexts) {
      await secrets.export(context, server);
      await secrets.lookThrough(context);
      await context.close();
    }
    expect(errors, 'unexpected errors in the page').toEqual([]);
  }
});

export { expect };
