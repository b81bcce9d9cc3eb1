import AxeBuilder from '@axe-core/playwright';
import type { Page, Request } from '@playwright/test';
import {
  editorIsReady,
  editorOf,
  isComplete,
  isSynced,
  opensOffline,
  runButton,
  serverRuns,
  stopButton,
  storedText
} from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenPrompt } from './given.ts';

const queueButton = (page: Page) => page.getByRole('button', { name: /^(Run when online|Queue)$/ });
const queueOf = (page: Page) => page.getByRole('list', { name: 'Queued runs' });

/** Prompts of these texts, on the server and on this page's device. */
async function givenPrompts(page: Page, url: string, texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts)
    ids.push(await givenPrompt(url, text, { model: 'sample/sample', maxTokens: 12, seed: 7 }));
  await page.goto(`/complete/${ids[0]}`);
  await editorIsReady(page);
  await isSynced(page);
  await opensOffline(page);
  await page.reload();
  await editorIsReady(page);
  return ids;
}

async function queueHere(page: Page) {
  await queueButton(page).click();
  await page.getByRole('button', { name: 'Queue the run' }).click();
  await expect(queueOf(page)).toBeVisible();
}

/** The runs of these prompts as the server tells them, in the order in which they began. */
async function runsOf(url: string, promptIds: string[]) {
  const { items } = (await (await fetch(`${url}/v1/runs`)).json()) as {
    items: { id: string; promptId: string; status: string }[];
  };
  return items.filter(({ promptId }) => promptIds.includes(promptId)).reverse();
}

/** Hands a request on to the server, and its answer to nobody. */
async function sendUnheard(request: Request) {
  await fetch(request.url(), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': request.headers()['idempotency-key'] ?? ''
    },
    body: request.postData()
  });
}

test('three runs queued offline, one moved, one taken out, a reload: online exactly two run, in order', async ({
  server,
  device
}) => {
  const { page, context } = await device();
  const names = ['The garden in March', 'The kitchen in May', 'The letter of June'];
  const ids = await givenPrompts(page, server.url, names);
  const [, kitchen, letter] = ids;
  await context.setOffline(true);
  for (const id of ids) {
    await page.goto(`/complete/${id}`);
    await editorIsReady(page);
    await queueHere(page);
    await expect(queueOf(page)).toContainText('Queued: runs when online');
  }
  await expect(queueOf(page)).toContainText('3rd of 3');

  await page.goto('/runs');
  const rows = queueOf(page).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: '3 runs queued' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(3);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  // By keyboard the last becomes the first; then the middle one is taken out.
  await rows
    .nth(2)
    .getByRole('button', { name: /^Move / })
    .press('Alt+ArrowUp');
  await expect(rows.nth(1)).toContainText('letter');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(rows.nth(0)).toContainText('letter');
  await rows.nth(1).getByRole('button', { name: 'Take it out' }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText('garden');
  await rows.nth(1).getByRole('button', { name: 'Take it out' }).click();
  await expect(rows).toHaveCount(2);

  await page.reload();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('letter');
  expect(await runsOf(server.url, ids)).toEqual([]);

  await context.setOffline(false);
  await expect(queueOf(page)).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByText(/“The kitchen in May” finished/).first()).toBeVisible();
  await expect
    .poll(async () =>
      (await runsOf(server.url, ids)).map(({ promptId, status }) => [promptId, status])
    )
    .toEqual([
      [letter, 'done'],
      [kitchen, 'done']
    ]);
  // Nothing comes after.
  await page.waitForTimeout(1500);
  expect(await runsOf(server.url, ids)).toHaveLength(2);
});

test('dragged to the end, it runs last; two tabs send each once', async ({ server, device }) => {
  const { page, context } = await device();
  const names = ['One for the drag', 'Two for the drag', 'Three for the drag'];
  const ids = await givenPrompts(page, server.url, names);
  await context.setOffline(true);
  for (const id of ids) {
    await page.goto(`/complete/${id}`);
    await editorIsReady(page);
    await queueHere(page);
  }
  await page.goto('/runs');
  const rows = queueOf(page).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  // The banner comes a moment after the page, and moves down what is to be dragged.
  await expect(page.getByText('Offline. Changes are kept on this device')).toBeVisible();
  await rows
    .nth(0)
    .getByRole('button', { name: /^Move / })
    .hover();
  await page.mouse.down();
  const last = await rows.nth(2).boundingBox();
  if (!last) throw new Error('nothing to drag');
  await page.mouse.move(last.x + 10, last.y, { steps: 4 });
  await page.mouse.move(last.x + 10, last.y + last.height - 3, { steps: 6 });
  await page.mouse.up();
  await expect(rows.nth(2)).toContainText('One for the drag');

  // Without locks every tab leads: both send what waits.
  await context.addInitScript(() =>
    Object.defineProperty(navigator, 'locks', { value: undefined })
  );
  await page.reload();
  const other = await context.newPage();
  await other.goto('/runs');
  await expect(queueOf(other).getByRole('listitem')).toHaveCount(3);
  await context.setOffline(false);
  await expect(queueOf(page)).toHaveCount(0, { timeout: 20_000 });
  expect((await runsOf(server.url, ids)).map(({ promptId }) => promptId)).toEqual([
    ids[1],
    ids[2],
    ids[0]
  ]);
});

test('queued by key and by habit, it goes on in the open text once the server is back', async ({
  server,
  device
}) => {
  const { page, context } = await device();
  const [id = ''] = await givenPrompts(page, server.url, ['In the garden']);
  await context.setOffline(true);
  await expect(queueButton(page)).toBeVisible();
  await editorOf(page).press('ControlOrMeta+Enter');
  const dialog = page.getByRole('dialog', { name: 'Run when online?' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('switch').press('Space');
  await page.keyboard.press('Enter');
  await expect(queueOf(page)).toContainText('Queued: runs when online');
  // Said once that it always shall, it is not asked again.
  await editorOf(page).press('ControlOrMeta+Enter');
  await expect(queueOf(page).getByRole('listitem')).toHaveCount(2);
  await queueOf(page).getByRole('button', { name: 'Take it out' }).nth(1).click();
  await expect(queueOf(page).getByRole('listitem')).toHaveCount(1);

  await context.setOffline(false);
  await expect(queueOf(page)).toHaveCount(0, { timeout: 20_000 });
  await isComplete(page);
  await expect(async () => {
    const runs = await serverRuns(server.url, id);
    expect(runs).toHaveLength(1);
    expect((await storedText(page, id)).content).toBe(`In the garden${runs[0]?.text}`);
  }).toPass();
});

test('a prompt that was changed meanwhile keeps its text, and the run comes to its history', async ({
  server,
  device
}) => {
  const { page, context } = await device({ colorScheme: 'dark', width: 390 });
  const [id = ''] = await givenPrompts(page, server.url, ['The first words']);
  await context.setOffline(true);
  await queueHere(page);
  await editorOf(page).press('End');
  await page.keyboard.type(' and more');
  await expect(queueOf(page)).toContainText('the prompt has changed since');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await context.setOffline(false);
  await expect(page.getByText(/finished/).first()).toBeVisible({ timeout: 20_000 });
  expect((await storedText(page, id)).content).toBe('The first words and more');
  expect(await serverRuns(server.url, id)).toHaveLength(1);
});

test('a run that a dead server was to begin waits in the queue, and runs once', async ({
  server,
  device
}) => {
  const { page } = await device();
  const [id = ''] = await givenPrompts(page, server.url, ['The server was killed']);
  // The server takes it and dies before it can say so.
  let taken = false;
  await page.route('**/execute', async (route) => {
    if (!taken) {
      taken = true;
      await sendUnheard(route.request());
      await server.kill();
    }
    await route.abort();
  });
  await runButton(page).click();
  await page.getByRole('button', { name: 'Run when online' }).first().click();
  await expect(queueOf(page)).toContainText('It runs once all the same');
  await page.unroute('**/execute');
  await server.start();
  // The restarted server knows the key: what it had begun is the run, however far it came.
  await expect(queueOf(page).getByText('Queued')).toHaveCount(0, { timeout: 20_000 });
  await expect(queueOf(page).getByText('Running')).toHaveCount(0, { timeout: 30_000 });
  expect(await serverRuns(server.url, id)).toHaveLength(1);
});

test('a stop before the first answer, offline, reaches the server when it is back', async ({
  server,
  device
}) => {
  const { page, context } = await device();
  const [id = ''] = await givenPrompts(page, server.url, ['Stopped in the tunnel']);
  // The request is on its way for a long time; meanwhile nothing else gets through.
  let late: Request | undefined;
  await page.route('**/execute', async (route) => {
    late = route.request();
    await context.setOffline(true);
    await route.abort();
  });
  await runButton(page).click();
  await expect(page.getByText('The server cannot be reached').first()).toBeVisible();
  await stopButton(page).click();
  await expect(page.getByText('Stopped by you')).toBeVisible();
  await page.unroute('**/execute');
  const heard = page.waitForResponse('**/v1/runs/cancel');
  await context.setOffline(false);
  expect((await heard).status()).toBe(202);
  if (!late) throw new Error('nothing was sent');
  await sendUnheard(late);
  expect(await serverRuns(server.url, id)).toEqual([]);
  expect((await storedText(page, id)).content).toBe('Stopped in the tunnel');
});
