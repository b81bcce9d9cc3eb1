import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';
import { attacks } from './markdown-attacks.ts';
import { newcomer } from './team.ts';

const key = 'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef';

async function openShare(page: Page) {
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+Alt+KeyS');
    await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible({ timeout: 1000 });
  }).toPass();
  return page.getByRole('dialog', { name: 'Share' });
}

async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Make the link' }).click();
  return page.getByLabel(/^Link/).inputValue();
}

test('a link shows what its maker saw, without a secret, until it is revoked', async ({
  device
}) => {
  const { page } = await device();
  await writePrompt(page, `Write about autumn.\n\nThe key is ${key}`);
  const dialog = await openShare(page);
  await expect(dialog.getByText('A secret is in it')).toBeVisible();
  const preview = page.locator('.frame .share');
  await expect(preview).toContainText('[Anthropic API key removed]');
  const seen = (await preview.innerText()).trim();
  const link = await makeLink(page);
  await expect(page.getByText('Only this machine reaches it')).toBeVisible();

  const visitor = (await device()).page;
  await visitor.goto(link);
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Write about autumn.');
  expect((await visitor.locator('.share').innerText()).trim()).toBe(seen);
  expect(visitor.url()).toBe(link);
  expect(await visitor.content()).not.toContain(key);
  expect(await visitor.locator('script').count()).toBe(0);
  expect((await new AxeBuilder({ page: visitor }).analyze()).violations).toEqual([]);

  await visitor.getByRole('link', { name: 'Duplicate into my playground' }).click();
  await visitor.getByRole('button', { name: 'Duplicate into my playground' }).click();
  await expect(editorOf(visitor)).toContainText('The key is [Anthropic API key removed]');
  await expect(visitor.getByText('It is yours now').first()).toBeVisible();

  await page.goto('/settings/shares');
  await expect(page.getByText('opened 2 times')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke “Write about autumn.”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Nothing is shared by a link')).toBeVisible();
  await visitor.goto('about:blank');
  await visitor.goto(link);
  await expect(visitor.getByRole('heading', { name: 'This link opens nothing' })).toBeVisible();
});

test('a public page needs no script, and a link without its key shows nothing', async ({
  device,
  browser,
  server
}) => {
  const { page } = await device();
  await writePrompt(page, 'For everybody to read');
  await openShare(page);
  await page.getByLabel('Who can open it').selectOption('public');
  const link = await makeLink(page);
  expect(link).not.toContain('#');

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const visitor = await context.newPage();
  await visitor.goto(link);
  await expect(visitor.getByText('For everybody to read').first()).toBeVisible();

  await page.getByRole('button', { name: 'Done' }).click();
  await openShare(page);
  const withKey = await makeLink(page);
  const [address = '', secret = ''] = withKey.split('#');
  await visitor.goto(withKey);
  await expect(visitor.getByText('For everybody to read')).toHaveCount(0);
  await visitor.getByLabel('Key').fill(secret);
  await visitor.getByRole('button', { name: 'Open' }).click();
  await expect(visitor.getByText('For everybody to read').first()).toBeVisible();
  const bare = await visitor.request.get(address);
  expect([bare.status(), await bare.text()]).toEqual([
    404,
    expect.not.stringContaining('For everybody')
  ]);
  await context.close();
});

test('nothing that somebody wrote runs or is fetched on a share page', async ({
  device,
  server
}) => {
  const { page } = await device();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) foreign.push(request.url());
  });
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => foreign.push('a dialog')));
  const text = attacks.join('\n\n');
  const made = await page.request.post('/v1/shares', {
    data: {
      subjectId: null,
      visibility: 'public',
      secretsSeen: true,
      content: {
        subject: 'run',
        title: '<img src=x onerror=alert(1)>',
        modelName: null,
        values: {},
        prompt: null,
        outputs: [{ title: '', modelName: null, text }]
      }
    }
  });
  expect(made.status()).toBe(201);
  const { share } = (await made.json()) as { share: { id: string } };
  for (const path of [`/s/${share.id}`, `/shares/${share.id}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: '<img src=x' })).toBeVisible();
    await page.waitForTimeout(500);
  }
  expect(foreign).toEqual([]);
});

test('offline it says why nothing can be shared', async ({ device }) => {
  const { page, context } = await device();
  await writePrompt(page, 'Far away');
  await isSynced(page);
  await openShare(page);
  await page.keyboard.press('Escape');
  await context.setOffline(true);
  await editorOf(page).click();
  await page.keyboard.type('!');
  await expect(page.getByLabel('Status', { exact: true })).toContainText('Offline');
  await openShare(page);
  await expect(
    page.getByRole('button', { name: /Links are made by the server\. Connect, then share\./ })
  ).toBeVisible();
});

test.describe('in a team', () => {
  test.use({ env: { PLAYGROUND_MODE: 'team', PLAYGROUND_REGISTRATION: 'open' } });

  test('a person sees a prompt as it lives, edits it, copies it, until it is taken away', async ({
    device
  }) => {
    const ada = await newcomer(device, 'Ada');
    await writePrompt(ada, 'Ours to write');
    await isSynced(ada);
    const bob = await newcomer(device, 'Bob');

    const dialog = await openShare(ada);
    await dialog.getByRole('tab', { name: 'With people' }).click();
    await dialog.getByLabel('E-mail').fill('bob@example.org');
    await dialog.getByLabel('They may').selectOption('edit');
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(dialog.getByText('bob@example.org')).toBeVisible();

    await bob.goto('/settings/shares');
    await bob.getByRole('link', { name: /Open “Ours to write”/ }).click();
    await expect(bob.getByText('Ours to write').last()).toBeVisible();
    await bob.getByRole('button', { name: 'Edit' }).click();
    await bob.getByLabel('Text', { exact: true }).fill('Ours to write, said Bob');
    await bob.keyboard.press('ControlOrMeta+s');
    await expect(
      bob.getByText('Saved. Everybody it is shared with sees it.').first()
    ).toBeVisible();
    await ada.keyboard.press('Escape');
    await expect(editorOf(ada)).toContainText('Ours to write, said Bob');

    await bob.getByRole('button', { name: 'Duplicate' }).click();
    await expect(editorOf(bob)).toContainText('Ours to write, said Bob');

    const again = await openShare(ada);
    await again.getByRole('tab', { name: 'With people' }).click();
    await again.getByRole('button', { name: 'Stop sharing with Bob' }).click();
    await expect(again.getByText('Only the organization sees it')).toBeVisible();
    await bob.goto('/settings/shares');
    await expect(bob.getByText('Nobody has shared a prompt with you')).toBeVisible();
  });

  test('by a link one says something about the copy, or comes to edit the prompt itself', async ({
    device
  }) => {
    const ada = await newcomer(device, 'Ada');
    await writePrompt(ada, 'Ours to write');
    await isSynced(ada);
    const bob = await newcomer(device, 'Bob');

    async function link(role: string): Promise<string> {
      const dialog = await openShare(ada);
      await dialog.getByLabel('They may').selectOption(role);
      const url = await makeLink(ada);
      await ada.getByRole('button', { name: 'Done' }).click();
      return url;
    }

    await bob.goto(await link('comment'));
    await bob.getByRole('link', { name: 'Comment on it' }).click();
    const comments = bob.getByRole('complementary', { name: 'Comments' });
    await comments.getByLabel('A comment').fill('The second word is too long.');
    await bob.keyboard.press('ControlOrMeta+Enter');
    await expect(comments.getByRole('listitem')).toContainText('The second word is too long.');
    await expect(comments.getByLabel('A comment')).toHaveValue('');

    await ada.goto('/settings/shares');
    await expect(ada.getByText('one comment')).toBeVisible();
    await ada.getByRole('link', { name: 'Show “Ours to write”' }).click();
    const heard = ada.getByRole('complementary', { name: 'Comments' });
    await expect(heard.getByRole('listitem')).toContainText('Bob');
    await heard.getByRole('button', { name: 'Delete the comment by Bob' }).click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(heard.getByRole('listitem')).toHaveCount(0);

    await ada.goto('/complete');
    await ada.getByRole('link', { name: /Ours to write/ }).click();
    await bob.goto(await link('edit'));
    await bob.getByRole('link', { name: 'Edit it' }).click();
    await bob.getByRole('button', { name: 'Edit it' }).click();
    await bob.getByRole('button', { name: 'Edit', exact: true }).click();
    await bob.getByLabel('Text', { exact: true }).fill('Ours to write, said Bob');
    await bob.keyboard.press('ControlOrMeta+s');
    await expect(editorOf(ada)).toContainText('Ours to write, said Bob');

    await ada.goto('/settings/shares');
    await ada.getByRole('button', { name: 'Revoke “Ours to write”' }).first().click();
    await ada.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(ada.getByText('cannot be opened by that link any more').first()).toBeVisible();
    await bob.goto('/settings/shares');
    await expect(bob.getByText('Nobody has shared a prompt with you')).toBeVisible();
  });
});
