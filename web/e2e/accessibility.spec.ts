import type { Page } from '@playwright/test';
import AxeBuilder from '@axe-core/playwright';
import { editorIsReady, editorOf, isComplete, isSaved, serverRuns, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';
import { givenChat } from './given-chat.ts';

const screens = [
  '/complete/new',
  '/prompts',
  '/chat/new',
  '/chat/temporary',
  '/runs',
  '/presets',
  '/snapshots',
  '/search?q=recipe',
  '/usage',
  '/trash',
  '/settings/appearance',
  '/settings/connections',
  '/settings/shares',
  '/settings/usage',
  '/settings/storage',
  '/settings/audit',
  '/settings/about',
  '/nothing/here'
];

// Colours differ by theme alone, structure by width alone.
const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 390 }
] as const;

/** Looks at what the page shows now; all that was found is in `violations`. */
function looker(page: Page) {
  const violations: string[] = [];
  const look = async (where: string) => {
    const { violations: found } = await new AxeBuilder({ page }).analyze();
    violations.push(
      ...found.map((v) => `${where}: ${v.id}: ${v.nodes.map((node) => node.html).join(' | ')}`)
    );
  };
  return { violations, look };
}

for (const { colorScheme, width } of looks) {
  test(`no screen has an accessibility violation, ${colorScheme}, ${width} px`, async ({
    device
  }) => {
    const { page } = await device({ colorScheme, width });
    const { violations, look } = looker(page);
    for (const screen of screens) {
      await page.goto(screen);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      if (screen === '/complete/new') await editorIsReady(page);
      await page.waitForTimeout(300);
      await look(screen);
    }
    expect(violations).toEqual([]);
  });

  test(`nothing one works on has an accessibility violation, ${colorScheme}, ${width} px`, async ({
    server,
    device
  }) => {
    const { page } = await device({ colorScheme, width });
    const { violations, look } = looker(page);
    const chat = await givenChat(server.url, 'A talk', [
      { role: 'user', text: 'What is WAL?' },
      {
        role: 'assistant',
        text: 'A **log**:\n\n```ts\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | $x^2$ |'
      }
    ]);
    await page.goto(`/chat/${chat}`);
    await page.getByText('What is WAL?').last().waitFor();
    await page.waitForTimeout(500);
    await look('an open conversation');
    await writePrompt(page, 'A screen with a completion on it.');
    await page.keyboard.press('ControlOrMeta+Enter');
    await isComplete(page);
    await isSaved(page);
    await look('a prompt with a completion');
    const [run] = await serverRuns(server.url, page.url().split('/').at(-1) ?? '');
    await page.goto(`/runs/${run?.id}`);
    await expect(page.getByRole('main')).toContainText('Sample model');
    await look('a run');
    await page.goto('/complete');
    await page.waitForTimeout(500);
    await look('the list');
    await page.keyboard.press('ControlOrMeta+K');
    await page.getByRole('dialog').waitFor();
    await look('the palette');
    expect(violations).toEqual([]);
  });
}

test('the whole job is done by keyboard alone', async ({ device }) => {
  const { page } = await device();
  await page.goto('/complete/new');
  await editorIsReady(page);
  await expect(editorOf(page)).toBeFocused();
  await page.keyboard.type('By keyboard alone');
  await isSaved(page);
  await page.keyboard.press('ControlOrMeta+Enter');
  // The sample model may have ended by then.
  await expect(page.getByText(/^(Streaming|Complete)/).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await isComplete(page);
  await page.keyboard.press('ControlOrMeta+Shift+Backspace');
  await expect(editorOf(page)).toHaveText('By keyboard alone');
  await page.keyboard.press('ControlOrMeta+K');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('runs');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs/);
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog')).toContainText('Run');
});

test('a command chosen from the palette leaves the keyboard where it was', async ({ device }) => {
  const { page } = await device();
  await page.goto('/prompts/new');
  const message = page.getByRole('textbox', { name: 'User message 1' });
  await expect(message).toBeFocused();
  const choose = async (name: string) => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Find a prompt or a command' }).fill(name);
    await expect(page.getByRole('option').first()).toContainText(name);
    await page.keyboard.press('Enter');
  };
  await choose('Versions');
  await expect(page.getByRole('tab', { name: 'Versions' })).toHaveAttribute(
    'aria-selected',
    'true'
  );
  await expect(message).toBeFocused();
  // Whoever is in what another tab takes the place of goes on from that tab.
  await page.getByRole('button', { name: 'Save a version' }).focus();
  await page.keyboard.press('ControlOrMeta+Alt+Digit2');
  await expect(page.getByRole('tab', { name: 'Values' })).toBeFocused();
  await message.focus();
  await choose('Keyboard shortcuts');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(message).toBeFocused();
});
