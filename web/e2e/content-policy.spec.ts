import type { BrowserContext } from '@playwright/test';
import { isComplete, openNew, opensOffline, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

const screens = [
  '/complete',
  '/prompts',
  '/runs',
  '/presets',
  '/usage',
  '/trash',
  '/settings/appearance',
  '/settings/connections',
  '/settings/usage',
  '/settings/storage',
  '/settings/audit',
  '/settings/about',
  '/nothing/here'
];

/** Everything the page's policy stopped, on every page of this context. */
async function violationsIn(context: BrowserContext): Promise<string[]> {
  const found: string[] = [];
  await context.exposeBinding('tellViolation', (_source, text: string) => void found.push(text));
  await context.addInitScript(() => {
    const { tellViolation } = window as unknown as { tellViolation(text: string): void };
    document.addEventListener('securitypolicyviolation', (event) =>
      tellViolation(`${location.pathname}: ${event.effectiveDirective} ${event.blockedURI}`)
    );
  });
  return found;
}

test('S29: nothing the app does on any screen is stopped by its own policy, Trusted Types enforced', async ({
  device
}) => {
  const { context, page } = await device();
  const violations = await violationsIn(context);
  await writePrompt(page, 'The garden in March');
  await page.keyboard.press('ControlOrMeta+Enter');
  await isComplete(page);
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  for (const screen of screens) {
    await page.goto(screen);
    await page.getByRole('main').waitFor();
    await page.waitForTimeout(300);
  }
  // The worker's script has a Trusted Type of its own; the shell it keeps has the policy it came with.
  await opensOffline(page);
  await context.setOffline(true);
  await openNew(page);
  const painted = await page
    .locator('.cm-editor')
    .evaluate((editor) => getComputedStyle(editor).display);
  expect(painted, 'the editor’s own style element was let in').toBe('flex');
  expect(violations).toEqual([]);
});

test('S29: raw HTML, an inline handler, another script and another style fail, and the server hears of it', async ({
  browser,
  server
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  const violations = await violationsIn(context);
  const page = await context.newPage();
  const response = await page.goto('/usage');
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy.match(/script-src [^;]*/)?.[0]).not.toContain('unsafe');
  expect(policy.match(/style-src [^;]*/)?.[0]).not.toContain('unsafe');
  await page.getByRole('main').waitFor();

  const outcome = await page.evaluate(() => {
    const failed = (work: () => void) => {
      try {
        work();
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    };
    const div = document.createElement('div');
    document.body.append(div);
    return {
      html: failed(() => (div.innerHTML = '<img src=x onerror="window.evil = 1">')),
      handler: failed(() => div.setAttribute('onclick', 'window.evil = 1')),
      script: failed(() => (document.createElement('script').src = 'https://evil.test/x.js')),
      policy: failed(() => {
        const { trustedTypes } = window as unknown as {
          trustedTypes: { createPolicy(name: string, rules: object): void };
        };
        trustedTypes.createPolicy('mine', {});
      })
    };
  });
  expect(outcome).toEqual({ html: true, handler: true, script: true, policy: true });
  await page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'body { background: red }';
    const image = document.createElement('img');
    image.src = 'https://evil.test/leak.png';
    document.body.append(style, image);
  });
  await expect
    .poll(() => violations.map((text) => text.split(' ')[1]))
    .toEqual(expect.arrayContaining(['require-trusted-types-for', 'style-src-elem', 'img-src']));
  expect(await page.evaluate(() => 'evil' in window)).toBe(false);
  await expect
    .poll(() => server.output(), { timeout: 30_000 })
    .toContain('content policy violation');
  await context.close();
});
