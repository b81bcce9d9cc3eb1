import type { Page } from '@playwright/test';
import {
  isComplete,
  isSaved,
  isSynced,
  opensOffline,
  runButton,
  serverRuns,
  stopButton
} from './app.ts';
import { expect, test } from './fixtures.ts';

const messages = (page: Page) => page.locator('[data-message]');
const systemText = (page: Page) => page.getByRole('textbox', { name: 'System text' });
const outputText = (page: Page) => page.getByRole('region', { name: 'Output text' });

async function newPrompt(page: Page) {
  await page.goto('/prompts/new');
  await expect(page.getByRole('textbox', { name: 'User message 1' })).toBeFocused();
}

/** Each message as “Role: its words”, read at one moment: a row may go while one looks at it. */
function shown(page: Page): Promise<string[]> {
  return messages(page).evaluateAll((rows) =>
    rows.map((row) => {
      const textOf = (part: string) => row.querySelector<HTMLElement>(part)?.innerText.trim() ?? '';
      return `${textOf('[aria-label^="Role: "]')}: ${textOf('[role="textbox"]')}`;
    })
  );
}

/** Takes steps back until it stands so: what was typed slowly is taken back in more of them. */
async function undoUntil(page: Page, isSo: (shown: string[]) => boolean) {
  for (let step = 0; step < 12 && !isSo(await shown(page)); step++) {
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(150);
  }
  expect(isSo(await shown(page)), (await shown(page)).join(' | ')).toBe(true);
}

test('a prompt of messages is written, restructured and taken back by keyboard alone', async ({
  device
}) => {
  const { page } = await device();
  await newPrompt(page);
  const { keyboard } = page;
  await keyboard.type('Say {{word}}');
  await keyboard.press('ArrowUp');
  await expect(systemText(page)).toBeFocused();
  await keyboard.type('Be brief.');
  await keyboard.press('ArrowDown');
  await keyboard.press('Alt+Enter');
  await expect(page.getByRole('textbox', { name: 'Assistant message 2' })).toBeFocused();
  await keyboard.type('Done.');
  await keyboard.press('Control+d');
  await expect(messages(page)).toHaveCount(3);
  await expect(page.getByRole('textbox', { name: 'Assistant message 3' })).toBeFocused();
  await keyboard.press('Alt+ArrowUp');
  await keyboard.press('Alt+ArrowUp');
  await expect
    .poll(() => shown(page))
    .toEqual(['Assistant: Done.', 'User: Say {{word}}', 'Assistant: Done.']);
  await keyboard.press('Control+Shift+Backspace');
  await expect.poll(() => shown(page)).toEqual(['User: Say {{word}}', 'Assistant: Done.']);
  await expect(page.getByText('The message is deleted.').first()).toBeVisible();

  await undoUntil(page, (all) => all.length === 3);
  await undoUntil(page, (all) => all.length === 2);
  await expect.poll(() => shown(page)).toEqual(['User: Say {{word}}', 'Assistant: Done.']);
  await undoUntil(page, (all) => all[1]?.startsWith('Assistant: What the model answered') ?? false);
  for (let step = 0; step < 6 && !(await shown(page))[1]?.endsWith('Done.'); step++) {
    await keyboard.press('Control+y');
    await page.waitForTimeout(150);
  }
  await expect.poll(() => shown(page)).toEqual(['User: Say {{word}}', 'Assistant: Done.']);

  await isSaved(page);
  await page.reload();
  await expect.poll(() => shown(page)).toEqual(['User: Say {{word}}', 'Assistant: Done.']);
  await expect(systemText(page)).toContainText('Be brief.');
});

test('a message dragged and given up stays, dropped it moves, and undo leaves one in the messages', async ({
  device
}) => {
  const { page } = await device();
  await newPrompt(page);
  const { keyboard, mouse } = page;
  await keyboard.type('one');
  await keyboard.press('Alt+Enter');
  await expect(page.getByRole('textbox', { name: 'Assistant message 2' })).toBeFocused();
  await keyboard.type('two');
  const drag = async () => {
    await messages(page).first().hover();
    const handle = (await messages(page)
      .first()
      .getByTitle('Drag to another place')
      .boundingBox())!;
    const last = (await messages(page).last().boundingBox())!;
    await mouse.move(handle.x + 4, handle.y + 4);
    await mouse.down();
    await mouse.move(handle.x + 4, last.y + last.height - 2, { steps: 6 });
  };
  await drag();
  await expect(page.locator('[data-drop]')).toHaveCount(1);
  await keyboard.press('Escape');
  await expect(page.locator('[data-drop]')).toHaveCount(0);
  await mouse.up();
  expect(await shown(page)).toEqual(['User: one', 'Assistant: two']);
  await drag();
  await mouse.up();
  await expect.poll(() => shown(page)).toEqual(['Assistant: two', 'User: one']);

  await page.getByRole('textbox', { name: 'Assistant message 1' }).click();
  await keyboard.press('Control+d');
  await expect(page.getByRole('textbox', { name: 'Assistant message 2' })).toBeFocused();
  await keyboard.press('Control+z');
  await expect(messages(page)).toHaveCount(2);
  await expect(page.getByRole('textbox', { name: /message 2$/ })).toBeFocused();
});

test('an answer streams beside the messages, survives a reload, and becomes one of them', async ({
  device
}) => {
  const { page } = await device();
  await newPrompt(page);
  await page.keyboard.type('Write a long letter to a neighbour about the garden.');
  await page.keyboard.press('Control+Enter');
  await expect(stopButton(page)).toBeVisible();
  await expect(outputText(page)).toContainText(/\w/);
  await page.reload();
  await expect(outputText(page)).toContainText(/\w/);
  await isComplete(page);
  const answer = (await outputText(page).innerText()).trim();
  await expect(page.getByRole('region', { name: 'Output', exact: true })).toContainText('total');
  await page.keyboard.press('Control+Shift+A');
  await expect(messages(page)).toHaveCount(2);
  await expect(messages(page).nth(1)).toContainText(answer.slice(0, 20));
  await expect(page.getByRole('button', { name: 'Role: Assistant' })).toBeVisible();
});

test('a variable without a value is asked for before anything runs', async ({ device }) => {
  const { page } = await device();
  await newPrompt(page);
  await page.keyboard.type('Describe {{thing}}.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Without a value yet: thing.').first()).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Values' })).toHaveAttribute('aria-selected', 'true');
  await expect(stopButton(page)).toBeHidden();
});

test('code of a prompt says which variable has no value yet', async ({ device }) => {
  const { page } = await device();
  await newPrompt(page);
  await page.keyboard.type('Describe {{thing}}.');
  await isSaved(page);
  await page.getByRole('button', { name: 'Get code' }).click();
  const dialog = page.getByRole('dialog', { name: 'Code for this prompt' });
  await expect(dialog).toContainText('Without a value yet: thing.');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Values' }).click();
  await page.getByRole('textbox', { name: 'thing' }).fill('a lamp');
  await page.getByRole('button', { name: 'Get code' }).click();
  await expect(dialog).toContainText('a lamp');
  await expect(dialog).not.toContainText('Without a value yet');
});

test('one file that is too large keeps none of the others out', async ({ device }) => {
  const { page } = await device();
  await newPrompt(page);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Message 1', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Attach/ }).click();
  await (
    await chooser
  ).setFiles([
    { name: 'menu.md', mimeType: 'text/markdown', buffer: Buffer.from('# Menu') },
    { name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(21 * 1024 * 1024) }
  ]);
  await expect(page.getByText('“film.mov” has more. The other is attached.').first()).toBeVisible();
  await expect(messages(page)).toContainText(['menu.md']);
});

test('what is no number runs nothing, as a value or as a default', async ({ device, server }) => {
  const { page } = await device();
  await newPrompt(page);
  await page.keyboard.type('Cook for {{guests}}.');
  await page.getByRole('tab', { name: 'Values' }).click();
  await page.getByRole('button', { name: /^Change guests/ }).click();
  const form = page.getByRole('dialog', { name: 'Variable guests' });
  await form.getByLabel('Type').selectOption({ label: 'Number' });
  await form.getByLabel('Default').fill('abc');
  await page.keyboard.press('Tab');
  await expect(form).toContainText('“abc” is not a number. It is not saved.');
  await form.getByLabel('Default').fill('4');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  const field = page.getByRole('textbox', { name: 'guests' });
  await expect(field).toHaveAttribute('placeholder', '4');

  const values = page.getByRole('tabpanel');
  await field.fill('twelve');
  await page.keyboard.press('Control+Enter');
  await expect(values).toContainText('Enter a number.');
  await expect(field).toHaveValue('twelve');
  await runButton(page).first().click();
  await expect(page.getByText('Without a value yet: guests.').first()).toBeVisible();
  await page.reload();
  await page.getByRole('tab', { name: 'Values' }).click();
  await expect(field).toHaveValue('twelve');
  await field.fill('12');
  await page.keyboard.press('Control+Enter');
  await expect(outputText(page)).toContainText(/\w/);
  await isComplete(page);
  expect(await serverRuns(server.url, page.url().split('/').at(-1) ?? '')).toHaveLength(1);
});

test('two tabs write one prompt, and each sees what the other does', async ({ device }) => {
  const { page, context } = await device();
  await newPrompt(page);
  await page.keyboard.type('one');
  await isSaved(page);
  const other = await context.newPage();
  await other.goto(page.url());
  const here = page.getByRole('textbox', { name: 'User message 1' });
  const there = other.getByRole('textbox', { name: 'User message 1' });
  await there.click();
  await other.keyboard.press('Control+End');
  await other.keyboard.type(' two');
  await expect(here).toHaveText('one two');
  await here.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('zero ');
  await expect(there).toHaveText('zero one two');
  await other.keyboard.press('Alt+Enter');
  await expect(messages(page)).toHaveCount(2);
  // What the other tab wrote is not taken back here.
  await here.click();
  await page.keyboard.press('Control+z');
  await expect(here).toHaveText('one two');
});

test('a run of messages waits for the server and is shown once it begins', async ({ device }) => {
  const { page, context } = await device();
  await newPrompt(page);
  await page.keyboard.type('Write one sentence about rain.');
  await isSynced(page);
  await opensOffline(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: /^Run when online/ }).click();
  await page.getByRole('button', { name: /^Queue the run/ }).click();
  await expect(page.getByRole('list', { name: 'Queued runs' })).toBeVisible();
  await context.setOffline(false);
  await expect(outputText(page)).toContainText(/\w/, { timeout: 60_000 });
  await expect(runButton(page)).toBeVisible({ timeout: 60_000 });
});

test('the list opens each prompt on its own screen, and a copy has the messages', async ({
  device
}) => {
  const { page } = await device();
  await newPrompt(page);
  await page.keyboard.type('Hello there');
  await page.getByRole('textbox', { name: 'Prompt name' }).fill('Greeting');
  await page.getByRole('textbox', { name: 'Prompt name' }).press('Enter');
  await isSaved(page);
  const list = page.getByRole('navigation', { name: 'Prompts' });
  await list
    .getByRole('link', { name: /Weeknight pasta/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/complete\//);
  await list.getByRole('link', { name: /Greeting/ }).click();
  await expect(page).toHaveURL(/\/prompts\//);
  await list.getByRole('link', { name: /Greeting/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(page.getByRole('heading', { name: 'Greeting (copy)' })).toBeAttached();
  await expect(messages(page)).toContainText(['Hello there']);
});

test('a finger drags a message to another place', async ({ device }) => {
  const { page, context } = await device({ width: 390, touch: true });
  await page.goto('/prompts/new');
  await page.getByRole('textbox', { name: 'User message 1' }).tap();
  await page.keyboard.type('one');
  for (const text of ['two', 'three']) {
    await page.getByRole('button', { name: 'Message', exact: true }).tap();
    await expect(page.getByRole('textbox', { name: /message \d$/ }).last()).toBeFocused();
    await page.keyboard.type(text);
  }
  const grip = (await page.getByTitle('Drag to another place').first().boundingBox())!;
  const last = (await messages(page).last().boundingBox())!;
  const x = grip.x + grip.width / 2;
  const from = grip.y + grip.height / 2;
  const to = last.y + last.height - 4;
  const finger = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: y === undefined ? [] : [{ x, y }]
    });
  await touch('touchStart', from);
  for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', from + (to - from) * part);
  await expect(page.locator('[data-drop]')).toHaveCount(1);
  await touch('touchEnd');
  await expect.poll(() => shown(page)).toEqual(['Assistant: two', 'User: three', 'User: one']);
});
