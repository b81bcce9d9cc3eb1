import AxeBuilder from '@axe-core/playwright';
import { v7 } from 'uuid';
import { editorOf, isSaved, isSynced, storedText, writePrompt, opensOffline } from './app.ts';
import { expect, test } from './fixtures.ts';

/** Writes a prompt's text as a device would that knows nothing of the one that stands. */
async function givenConflict(url: string, id: string, other: string) {
  const text = { v: { content: other, spans: [] }, base: null, baseEff: 0, ts: 1 };
  const mutation = { mid: v7(), cseq: 1, scope: 'u:local', collection: 'prompts', id, sv: 1 };
  const response = await fetch(`${url}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: v7(),
      mutations: [{ ...mutation, op: 'patch', set: { text } }]
    })
  });
  const { results } = (await response.json()) as { results: { status: string }[] };
  expect(results[0]?.status).toBe('conflict');
}

test('the same word changed on two devices while apart is a conflict on both, decided once', async ({
  device
}) => {
  const a = await device();
  const b = await device();
  const id = await writePrompt(a.page, 'The soup needs salt');
  await isSynced(a.page);
  await b.page.goto(`/complete/${id}`);
  await expect(editorOf(b.page)).toContainText('The soup needs salt');
  await isSynced(b.page);
  for (const { page, context } of [a, b]) {
    await opensOffline(page);
    await context.setOffline(true);
  }
  for (const [{ page }, word] of [
    [a, ' and pepper'],
    [b, ' and lemon']
  ] as const) {
    await editorOf(page).press('ControlOrMeta+End');
    await page.keyboard.type(word);
    await isSaved(page);
  }
  await a.context.setOffline(false);
  await isSynced(a.page);
  await b.context.setOffline(false);
  await isSynced(b.page);
  for (const { page } of [a, b]) {
    await expect(page.getByText('1 conflict').last()).toBeVisible();
    await expect(editorOf(page)).toHaveText('The soup needs salt and lemon');
  }
  await a.page.getByRole('button', { name: 'Review' }).click();
  const review = a.page.getByRole('dialog', { name: 'Review a conflict' });
  await expect(review).toContainText('pepper');
  await a.page.keyboard.press('2');
  for (const { page } of [a, b]) {
    await expect(editorOf(page)).toHaveText('The soup needs salt and pepper');
    await expect(page.getByText('1 conflict')).toHaveCount(0);
  }
});

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
    await givenConflict(server.url, id, 'The soup needs less salt today.');
    await expect(page.getByText('1 conflict').last()).toBeVisible();
    await page.getByRole('button', { name: 'Review' }).click();
    const review = page.getByRole('dialog', { name: 'Review a conflict' });
    await expect(review).toContainText('more');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(review).toBeHidden();

    // Once loaded, the review needs no network.
    await opensOffline(page);
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
  await givenConflict(server.url, id, 'One blue boat.');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('dialog', { name: 'Review a conflict' })).toContainText('blue');
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
