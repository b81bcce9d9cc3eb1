import { editorIsReady, editorOf, isSaved, isSynced, opensOffline, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

test('the app can be installed', async ({ device }) => {
  const { context, page } = await device();
  await page.goto('/complete/new');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Test profiles are incognito; nothing else may stand in the way.
  expect(installabilityErrors.map((error) => error.errorId)).toEqual(
    installabilityErrors.length > 0 ? ['in-incognito'] : []
  );
  const manifest = await (await page.request.get('/manifest.webmanifest')).json();
  expect(manifest).toMatchObject({ id: '/', name: 'The Playground', display: 'standalone' });
  const purposes = manifest.icons.map((icon: { purpose?: string }) => icon.purpose ?? 'any');
  expect(purposes).toContain('maskable');
  for (const { src } of [...manifest.icons, ...manifest.screenshots])
    expect((await page.request.get(src)).ok(), src).toBe(true);
});

test('with the server away, a deep link opens, edits, and is there after a reload', async ({
  server,
  device
}) => {
  const { page, context } = await device();
  const id = await writePrompt(page, 'Kept on this device.');
  await isSynced(page);
  await opensOffline(page);
  await page.reload();
  await editorIsReady(page);
  await server.kill();

  const deep = await context.newPage();
  await deep.goto(`/complete/${id}`);
  await expect(editorOf(deep)).toContainText('Kept on this device.');
  await editorIsReady(deep);
  await editorOf(deep).press('End');
  await deep.keyboard.type(' Edited with nobody there.');
  await isSaved(deep);
  await deep.reload();
  await expect(editorOf(deep)).toContainText('Kept on this device. Edited with nobody there.');
  for (const path of ['/runs', '/presets', '/trash', '/settings/storage']) {
    await deep.goto(path);
    await expect(deep.getByRole('main')).toBeVisible();
  }
});

test('nothing of the API is ever in the caches', async ({ device }) => {
  const { page } = await device();
  await writePrompt(page, 'Not for the cache.');
  await isSynced(page);
  await opensOffline(page);
  const urls = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  expect(urls.length).toBeGreaterThan(5);
  expect(urls.filter((path) => path.startsWith('/v1/'))).toEqual([]);
});
