import type { Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

/**
 * Stops a page's scripts while it keeps its lock, as a browser does with a tab it puts to sleep. (Chromium
 * freezes no visible page, and without a window every page is visible; a debugger stops any.) Warned of it,
 * the page has its `freeze` event first. Returns the way to wake it.
 */
async function freeze(page: Page, warned: boolean): Promise<() => Promise<void>> {
  if (warned) await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  return async () => {
    await session.send('Debugger.disable');
    await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  };
}

/** Requests for the event stream, which only the tab that leads makes. */
function countListening(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/v1/events') count += 1;
  });
  return () => count;
}

for (const warned of [true, false])
  test(`a frozen leader does not starve the other tab, ${warned ? 'warned of it' : 'without warning'}`, async ({
    device
  }) => {
    const a = await device();
    const b = await device();
    const listening = countListening(a.page);
    const id = await writePrompt(a.page, 'Before the frost.');
    await isSynced(a.page);
    await expect.poll(listening).toBe(1);

    const follower = await a.context.newPage();
    const followerListening = countListening(follower);
    await follower.goto(`/complete/${id}`);
    await expect(editorOf(follower)).toContainText('Before the frost.');
    await b.page.goto(`/complete/${id}`);
    await expect(editorOf(b.page)).toContainText('Before the frost.');
    expect(followerListening()).toBe(0);

    const thaw = await freeze(a.page, warned);
    await editorOf(b.page).press('End');
    await b.page.keyboard.type(' After it.');
    await expect(editorOf(follower)).toContainText('Before the frost. After it.', {
      timeout: 40_000
    });
    expect(followerListening()).toBe(1);

    await thaw();
    await editorOf(b.page).press('End');
    await b.page.keyboard.type(' And thawed.');
    for (const page of [follower, a.page])
      await expect(editorOf(page)).toContainText('After it. And thawed.');
  });

test('two tabs that both talk do no harm', async ({ device }) => {
  const a = await device();
  // Without locks every tab leads.
  await a.context.addInitScript(() =>
    Object.defineProperty(navigator, 'locks', { value: undefined })
  );
  const id = await writePrompt(a.page, 'One');
  await isSynced(a.page);
  const other = await a.context.newPage();
  await other.goto(`/complete/${id}`);
  await expect(editorOf(other)).toContainText('One');
  for (const [page, words] of [
    [a.page, ' two'],
    [other, ' three'],
    [a.page, ' four']
  ] as const) {
    await page.bringToFront();
    await editorOf(page).press('End');
    await page.keyboard.type(words);
    for (const each of [a.page, other]) await expect(editorOf(each)).toContainText(words.trim());
  }
  await isSynced(other);
  for (const each of [a.page, other])
    await expect(editorOf(each)).toContainText('One two three four');
});
