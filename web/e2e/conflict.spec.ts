import AxeBuilder from '@axe-core/playwright';
import { v7 } from 'uuid';
import { editorOf, storedText, writePrompt, isSynced } from './app.ts';
import { expect, test } from './fixtures.ts';

/** Leaves a conflict of a prompt's text on the server, as it does itself when two texts clash. */
async function givenConflict(url: string, recordId: string, base: string, other: string) {
  const fields = {
    collection: 'prompts',
    recordId,
    path: 'text',
    base: { content: base, spans: [] },
    head: null,
    other: { content: other, spans: [] },
    otherMid: v7(),
    resolution: null,
    createdAt: Date.now()
  };
  const set = Object.fromEntries(
    Object.entries(fields).map(([path, v]) => [path, { v, base: null, baseEff: 0, ts: Date.now() }])
  );
  const mutation = {
    mid: v7(),
    cseq: 1,
    scope: 'u:local',
    collection: 'conflicts',
    id: v7(),
    sv: 1
  };
  const response = await fetch(`${url}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: v7(), mutations: [{ ...mutation, op: 'create', set }] })
  });
  const { results } = (await response.json()) as { results: { status: string }[] };
  expect(results[0]?.status).toBe('applied');
}

for (const { colorScheme, width } of [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 390 }
] as const) {
  test(`a conflict is found, read and decided by keyboard, offline, ${colorScheme}, ${width} px`, async ({
    server,
    device
  }) => {
    const { page, context } = await device({ colorScheme, width });
    const id = await writePrompt(page, 'The soup needs more salt today.');
    await isSynced(page);
    await givenConflict(
      server.url,
      id,
      'The soup needs salt today.',
      'The soup needs less salt today.'
    );
    await expect(page.getByText('1 conflict').last()).toBeVisible();
    await page.getByRole('button', { name: 'Review' }).click();
    const review = page.getByRole('dialog', { name: 'Review a conflict' });
    await expect(review).toContainText('more');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(review).toBeHidden();

    // Once loaded, the review needs no network.
    await context.setOffline(true);
    await editorOf(page).focus();
    await page.keyboard.press('ControlOrMeta+Shift+L');
    await expect(review).toBeVisible();
    await page.keyboard.press('2');
    await expect(review).toBeHidden();
    await expect(editorOf(page)).toHaveText('The soup needs less salt today.');
    await expect(page.getByText('1 conflict')).toHaveCount(0);
    await context.setOffline(false);
    await isSynced(page);

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(editorOf(page)).toHaveText('The soup needs more salt today.');
    await expect(page.getByText('1 conflict').last()).toBeVisible();
  });
}

test('two texts are merged by hand, and what was begun is there again', async ({
  server,
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'One red boat.');
  await isSynced(page);
  await givenConflict(server.url, id, 'One boat.', 'One blue boat.');
  await page.getByRole('button', { name: 'Review' }).click();
  const merged = page.getByRole('textbox', { name: 'Your merged text' });
  await page.keyboard.press('3');
  await merged.fill('One red and 2 blue boats.');
  await page.keyboard.press('Escape');
  await expect(merged).toBeHidden();
  await page.keyboard.press('3');
  await expect(merged).toHaveValue('One red and 2 blue boats.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(editorOf(page)).toHaveText('One red and 2 blue boats.');
  expect((await storedText(page, id)).content).toBe('One red and 2 blue boats.');
});
