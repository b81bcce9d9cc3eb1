import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { build, isBuilt } from './build.ts';
import { findOrInstallChromium } from './chromium.ts';

/** `npm run pictures`: takes the README's and the install dialog's pictures from the built app. */
const folder = 'static/screenshots';

if (!isBuilt()) await build();
const server = await spawnServer();
const browser = await chromium.launch({
  executablePath: findOrInstallChromium(),
  args: ['--no-sandbox']
});
try {
  await take('wide', 1440, 900);
  await take('narrow', 390, 844);
} finally {
  await browser.close();
  await server.dispose();
}

async function take(name: string, width: number, height: number) {
  const page = await browser.newPage({ viewport: { width, height }, baseURL: server.url });
  await openSample(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

async function openSample(page: Page) {
  await page.goto('/complete');
  await page.getByText('Weeknight pasta').first().click();
  await page.locator('.cm-content').waitFor();
  await page.getByText('Synced').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(1500); // the storage meter and the relative times settle
}
