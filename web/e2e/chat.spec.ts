import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isSynced, opensOffline, stopButton } from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenChat } from './given-chat.ts';
import { attacks } from './markdown-attacks.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const answers = (page: Page) => page.getByRole('article', { name: 'Model' });
const questions = (page: Page) => page.getByRole('article', { name: 'You' });
const sendButton = (page: Page) => page.getByRole('button', { name: /^Send( when online)?( :|$)/ });

async function ask(page: Page, text: string) {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** Nothing is being written any more, and the last answer has its figures. */
async function isAnswered(page: Page) {
  await expect(sendButton(page)).toBeVisible({ timeout: 40_000 });
  await expect(answers(page).last().getByRole('button', { name: 'Answer again' })).toBeVisible();
}

async function newChat(page: Page) {
  await page.goto('/chat/new');
  await expect(field(page)).toBeFocused();
}

test('one talks, answers again, edits, turns between branches, and all of it is there after a reload', async ({
  device
}) => {
  const { page } = await device();
  await newChat(page);
  await ask(page, 'How to make bread?');
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await isAnswered(page);
  const first = await answers(page).first().innerText();

  await answers(page).getByRole('button', { name: 'Answer again' }).click();
  await expect(stopButton(page)).toBeVisible();
  await isAnswered(page);
  await expect(page.getByRole('group', { name: 'answer 2 of 2' })).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('group', { name: 'answer 1 of 2' })).toBeVisible();
  expect((await answers(page).first().innerText()).slice(0, 20)).toBe(first.slice(0, 20));

  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByRole('textbox', { name: 'Edit the message' })).toBeFocused();
  await page.keyboard.type(' With rye?');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  await isAnswered(page);
  await expect(questions(page)).toHaveText([/How to make bread\? With rye\?/]);
  await expect(page.getByRole('group', { name: 'message 2 of 2' })).toBeVisible();
  await page.getByRole('tab', { name: 'Branches' }).click();
  await expect(page.locator('.map button')).toHaveCount(4);

  await isSynced(page);
  await page.reload();
  await expect(questions(page)).toHaveText([/With rye\?/]);
  await page.getByRole('button', { name: 'Previous message' }).click();
  await expect(page.getByRole('group', { name: 'answer 2 of 2' })).toBeVisible();
});

test('the list renames by key, pins, deletes with an undo, and finds titles', async ({
  device,
  server
}) => {
  await givenChat(server.url, 'Names for the tool', [{ role: 'user', text: 'Short, kind?' }]);
  const lisbon = await givenChat(server.url, 'Lisbon in March', []);
  const { page } = await device();
  await page.goto(`/chat/${lisbon}`);
  const row = (name: string) => page.locator('[data-chat]').filter({ hasText: name });
  await row('Lisbon').focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Title of the conversation' }).first().fill('Porto');
  await page.keyboard.press('Enter');
  await expect(row('Porto')).toBeVisible();
  await row('Porto').click();
  const title = page.getByRole('main').getByRole('textbox', { name: 'Title of the conversation' });
  await expect(title).toHaveValue('Porto');
  await field(page).click();
  await page.keyboard.press('F2');
  await expect(title).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field(page), 'the keyboard is not left nowhere').toBeFocused();
  await page.getByRole('button', { name: 'More for Names for the tool' }).click();
  await page.getByRole('menuitem', { name: 'Pin' }).click();
  await expect(page.getByRole('heading', { name: 'Pinned' })).toBeVisible();
  await row('Porto').focus();
  await page.keyboard.press('Delete');
  await expect(row('Porto')).toHaveCount(0);
  await expect(field(page)).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row('Porto')).toBeVisible();
  await expect(field(page), 'nor by a notice that goes').toBeFocused();
  await page.getByRole('searchbox', { name: 'Search the titles' }).fill('tool names');
  await expect(page.locator('[data-chat]')).toHaveCount(1);
});

test('a reload, a second tab and another device show the same stream, and what is typed stays', async ({
  device,
  server
}) => {
  const one = await device();
  const other = await device();
  const { page } = one;
  await newChat(page);
  await ask(page, 'Write a long story about a lighthouse');
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await expect(answers(page).locator('.markdown')).not.toBeEmpty();
  await field(page).fill('half a thou');
  await page.reload();
  await expect(field(page)).toHaveValue('half a thou');
  const tab = await one.context.newPage();
  await tab.goto(page.url());
  await other.page.goto(page.url());
  for (const each of [page, tab, other.page]) await isAnswered(each);
  const { items } = (await (await fetch(`${server.url}/v1/runs`)).json()) as {
    items: { id: string; conversationId?: string }[];
  };
  // The samples have runs of their own.
  const ours = items.filter(({ conversationId }) => conversationId);
  expect(ours).toHaveLength(1);
  const kept = (await (await fetch(`${server.url}/v1/runs/${ours[0]?.id}/output`)).json()) as {
    text: string;
  };
  const letters = (text: string) => text.replace(/[\s*_`#>-]+/g, '');
  for (const each of [page, tab, other.page])
    expect(letters(await answers(each).last().locator('.markdown').innerText())).toBe(
      letters(kept.text)
    );
});

test('Escape keeps what was on screen; offline the message waits, and goes when the server is back', async ({
  device
}) => {
  const { page, context } = await device();
  await newChat(page);
  await ask(page, 'Tell me about the sea');
  await expect(answers(page).locator('.markdown')).not.toBeEmpty();
  await page.keyboard.press('Escape');
  await isAnswered(page);
  await isSynced(page);
  await opensOffline(page);
  await context.setOffline(true);
  await ask(page, 'Are you there?');
  await expect(page.getByText('The server cannot be reached.').first()).toBeVisible();
  await page.reload();
  await expect(questions(page).last()).toContainText('Are you there?');
  await context.setOffline(false);
  await expect(answers(page)).toHaveCount(2, { timeout: 60_000 });
  await isAnswered(page);
});

test('a temporary chat leaves nothing behind, and can be kept', async ({ device, server }) => {
  const canary = 'xylographic-marmalade';
  const { page } = await device();
  await page.goto('/chat/temporary');
  await ask(page, `Do you know ${canary}?`);
  await isAnswered(page);
  await ask(page, `And again ${canary}`);
  await isAnswered(page);
  await field(page).fill(`typed ${canary}`);
  await page.waitForTimeout(1500);
  expect(await onDevice(page)).not.toContain(canary);
  for (const name of readdirSync(server.data, { recursive: true, withFileTypes: true }))
    if (name.isFile())
      expect(readFileSync(join(name.parentPath, name.name)).includes(canary), name.name).toBe(
        false
      );
  expect(server.output()).not.toContain(canary);

  await page.getByRole('button', { name: 'Keep this chat' }).click();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await expect(questions(page)).toHaveCount(2);
  expect(await onDevice(page)).toContain(canary);

  await page.goto('/chat/temporary');
  await ask(page, 'Forget me');
  await isAnswered(page);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await expect(page.getByText('memory alone')).toBeVisible();
  await expect(questions(page)).toHaveCount(0);
});

test('a temporary chat is left only by whoever says so, and can be kept on the way', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/chat/temporary');
  const runs = page.getByRole('link', { name: 'Runs' }).first();
  await ask(page, 'Half a plan');
  await isAnswered(page);
  const dialog = page.getByRole('dialog', { name: 'Leave the temporary chat?' });
  await runs.click();
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await expect(questions(page)).toHaveText([/Half a plan/]);
  await runs.click();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await page.getByRole('button', { name: 'Open it' }).click();
  await expect(questions(page)).toHaveText([/Half a plan/]);

  await page.getByRole('link', { name: 'Temporary chat' }).first().click();
  await expect(page.getByText('memory alone')).toBeVisible();
  await runs.click();
  await expect(page).toHaveURL(/\/runs$/);
  await page.goBack();
  await ask(page, 'Forget me');
  await isAnswered(page);
  await page.goBack();
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
});

test('what is typed and attached counts before it is sent, and what cannot be read or fit is not sent', async ({
  device
}) => {
  const { page } = await device({ width: 390 });
  await page.goto('/chat/new');
  const compose = page.getByRole('group', { name: 'New message' });
  await expect(compose.getByText('context 0 %')).toBeVisible();
  await field(page).fill('word '.repeat(3000));
  await expect(compose.getByText(/context 4\d %/)).toBeVisible();
  await field(page).fill('word '.repeat(9000));
  const said = (words: string | RegExp) => page.getByRole('status').filter({ hasText: words });
  await expect(said(/exceeds what the model reads by ≈ 3[.,]\d\S* tokens/)).toBeVisible();
  await field(page).press('Enter');
  await expect(questions(page)).toHaveCount(0);
  await expect(field(page)).not.toHaveValue('');

  await field(page).fill('Look');
  await compose.locator('input[type=file]').setInputFiles({
    name: 'notes.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4')
  });
  await expect(compose.getByText('Not read by this model')).toBeVisible();
  await expect(said('What is attached is a file')).toBeVisible();
  await field(page).press('Enter');
  await expect(questions(page)).toHaveCount(0);
  await compose.getByRole('button', { name: 'Take it out', exact: true }).click();
  await ask(page, 'Look');
  await isAnswered(page);
});

test('a file that is in a conversation already is said to stand in the way, and can be taken out', async ({
  device,
  server
}) => {
  const file = { type: 'file', mediaType: 'application/pdf', name: 'notes.pdf' };
  const source = { blob: 'a'.repeat(64), size: 8 };
  const message = { role: 'user' as const, text: 'Look', parts: [{ ...file, source }] };
  const id = await givenChat(server.url, 'With a file', [message]);
  const { page } = await device();
  await page.goto(`/chat/${id}`);
  await expect(questions(page).getByText('Not read by this model')).toBeVisible();
  const said = page.getByRole('status').filter({ hasText: 'An earlier message has a file' });
  await expect(said).toBeVisible();
  await ask(page, 'And now?');
  await expect(questions(page)).toHaveCount(1);
  await questions(page).first().hover();
  await page.getByRole('button', { name: 'Edit and send again' }).click();
  await page.getByRole('button', { name: 'Take out: notes.pdf' }).click();
  await page.getByRole('button', { name: 'Send again' }).click();
  await isAnswered(page);
  await field(page).press('Enter');
  await expect(questions(page)).toHaveCount(2);
});

test('what a model writes runs nothing, loads nothing and leads nowhere by itself', async ({
  device,
  server
}) => {
  const id = await givenChat(
    server.url,
    'Attacks',
    attacks.map((text) => ({ role: 'assistant', text }))
  );
  const { page } = await device();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      asked.push(request.url());
  });
  page.on('dialog', (dialog) => {
    asked.push('dialog');
    void dialog.dismiss();
  });
  await page.goto(`/chat/${id}`);
  await expect(answers(page).last()).toBeVisible();
  await page.getByRole('log', { name: 'Messages' }).focus();
  const met = new Set<string>();
  for (let step = 0; step < 200; step++) {
    const found = await page.evaluate(() => {
      const bad: string[] = [];
      const ids: string[] = [];
      for (const article of document.querySelectorAll<HTMLElement>('[data-message]'))
        ids.push(article.dataset.message ?? '');
      for (const element of document.querySelectorAll('.markdown *')) {
        const own = element.closest('figure') !== null;
        const name = element.localName;
        if (
          /^(script|img|image|iframe|object|embed|link|style|base|meta|form|input|use|video|audio|source|template|foreignobject|annotation-xml)$/.test(
            name
          )
        )
          bad.push(element.outerHTML);
        for (const { name: key, value } of element.attributes) {
          if (/^on/i.test(key) || ['src', 'srcset', 'style', 'id', 'name', 'ping'].includes(key))
            bad.push(element.outerHTML);
          if (key === 'href' && !own && !/^(https?:\/\/|mailto:)/.test(value))
            bad.push(element.outerHTML);
        }
        if (
          element.hasAttribute('href') &&
          !element.getAttribute('rel')?.includes('noopener noreferrer')
        )
          bad.push(element.outerHTML);
      }
      const list = document.querySelector('[role="log"]');
      const top = list?.scrollTop ?? 0;
      list?.scrollBy(0, -400);
      return { bad, ids, top };
    });
    expect(found.bad).toEqual([]);
    for (const one of found.ids) met.add(one);
    if (found.top === 0) break;
    await page.waitForTimeout(60);
  }
  expect(met.size).toBe(attacks.length);
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => Reflect.get(window, 'stolen'))).toBeUndefined();
  await expect(page).toHaveURL(`${server.url}/chat/${id}`);
});

test('ten thousand messages open at their end, and the view stays where one reads', async ({
  device,
  server
}) => {
  const messages = Array.from({ length: 10_000 }, (_, at) => ({
    role: at % 2 ? ('assistant' as const) : ('user' as const),
    text: `Message ${at}: ${'words that fill a line or two, '.repeat(1 + (at % 4))}`
  }));
  const id = await givenChat(server.url, 'Long', messages);
  const { page } = await device();
  await page.goto(`/chat/${id}`);
  await expect(answers(page).last()).toContainText('Message 9999:', { timeout: 60_000 });
  await isSynced(page);
  await page.reload();
  await expect(answers(page).last()).toContainText('Message 9999:');
  await expect(answers(page).last()).toBeInViewport();
  await page.getByRole('log', { name: 'Messages' }).hover();
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  // A browser that is busy may lose a turn of the wheel; a person turns it again.
  await expect(async () => {
    await page.mouse.wheel(0, -1500);
    await expect(jump).toBeVisible({ timeout: 5000 });
  }).toPass();
  // The older ones are read meanwhile, and move nothing.
  await page.waitForTimeout(1500);
  await expect(jump).toBeVisible();
  await expect(answers(page).first()).toContainText(/Message 99\d\d:/);
  // More than the model reads: it is held back, and where one reads stays.
  await ask(page, 'And now?');
  await expect(
    page.getByRole('status').filter({ hasText: 'This exceeds what the model reads' })
  ).toBeVisible();
  await expect(field(page)).toHaveValue('And now?');
  await jump.click();
  await expect(jump).toHaveCount(0);
});

/** Everything this browser keeps of the site, as text. */
function onDevice(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: unknown[] = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      for (const store of db.objectStoreNames)
        found.push(
          await new Promise((resolve, reject) => {
            const all = db.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => resolve(all.result);
            all.onerror = () => reject(all.error);
          })
        );
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        if (new URL(request.url).pathname.startsWith('/v1'))
          found.push(await (await cache.match(request))?.text());
      }
    }
    return JSON.stringify(found);
  });
}
