import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The app as a person finds it: by what is written on things. */

export const editorOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Prompt text' });

/** Opens a blank prompt and waits until the editor proper stands there. */
export async function openNew(page: Page) {
  await page.goto('/complete/new');
  await editorIsReady(page);
}

/** A loaded machine may take its time; outside the browser suite the general limit is short. */
const patience = { timeout: 30_000 };

export async function editorIsReady(page: Page) {
  await expect(page.locator('.cm-content')).toBeVisible(patience);
}

/** Types into a blank prompt, waits until it is saved, and tells its id. */
export async function writePrompt(page: Page, text: string): Promise<string> {
  await openNew(page);
  await editorOf(page).click();
  await page.keyboard.insertText(text);
  await isSaved(page);
  await expect(page).toHaveURL(/\/complete\/[0-9a-f-]{36}$/);
  return page.url().split('/').at(-1) ?? '';
}

export async function isSaved(page: Page) {
  await expect(page.locator('.saved')).toHaveText(/Saved on this device|Synced/, patience);
}

export async function isSynced(page: Page) {
  // A phone has no status line; the bar of the prompt says it there.
  const isPhone = (page.viewportSize()?.width ?? Infinity) < 760;
  const says = isPhone
    ? page.getByRole('main').getByText('Synced', { exact: true })
    : page.getByLabel('Status', { exact: true });
  await expect(says).toContainText('Synced', { timeout: 15_000 });
}

/** The service worker holds the whole app; on a first visit that takes some seconds. */
export async function opensOffline(page: Page) {
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    if (serviceWorker.controller) return;
    await new Promise((resolve) =>
      serviceWorker.addEventListener('controllerchange', resolve, { once: true })
    );
  });
}

/** “Run”, or “Run : why it cannot” while it is disabled. */
export const runButton = (page: Page) => page.getByRole('button', { name: /^Run( :|$)/ });
export const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true });

/** Waits for the end of a run: the Run button stands there again. */
export async function isComplete(page: Page) {
  await expect(runButton(page)).toBeVisible({ timeout: 40_000 });
}

/** A row as it lies in this browser's IndexedDB, read past the app. */
export function storedRow(page: Page, table: string, id: string): Promise<unknown> {
  return page.evaluate(
    ([table, id]) =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('playground-local');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const get = db.transaction(table).objectStore(table).get(id);
          get.onsuccess = () => {
            db.close();
            resolve(get.result ?? null);
          };
          get.onerror = () => reject(get.error);
        };
      }),
    [table, id] as const
  );
}

interface StoredPrompt {
  text: { content: string; spans: { from: number; to: number; runId: string | null }[] };
}

export async function storedText(page: Page, promptId: string): Promise<StoredPrompt['text']> {
  const row = (await storedRow(page, 'prompts', promptId)) as StoredPrompt | null;
  if (!row) throw new Error(`There is no prompt ${promptId} on this device.`);
  return row.text;
}

interface ServerRun {
  id: string;
  status: string;
}

/** The runs of a prompt as the server tells them, newest first, with their full text. */
export async function serverRuns(url: string, promptId: string) {
  const list = (await (await fetch(`${url}/v1/prompts/${promptId}/runs`)).json()) as {
    items: ServerRun[];
  };
  return Promise.all(
    list.items.map(async (run) => {
      const output = (await (await fetch(`${url}/v1/runs/${run.id}/output`)).json()) as {
        text: string;
      };
      return { ...run, text: output.text };
    })
  );
}
