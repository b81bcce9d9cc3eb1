import type { Locator, Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';
import { adaOfAcme, asked, follow, invitation } from './team.ts';

test.use({ env: { PLAYGROUND_MODE: 'team' } });

/** Everything on the page that can be used now, by its name: buttons, links that look like ones, menus, fields. */
function usable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>(
      'button, a.button, a.icon, [role^="menuitem"], input, textarea, select, [contenteditable="true"]'
    );
    const nameOf = (one: HTMLElement) =>
      one.getAttribute('aria-label') ??
      (one instanceof HTMLInputElement || one instanceof HTMLSelectElement
        ? one.labels?.[0]?.textContent
        : null) ??
      one.textContent;
    return [...all].flatMap((one) => {
      const isShown = one.checkVisibility({ visibilityProperty: true });
      const isOff = one.matches(':disabled, [aria-disabled="true"], [readonly]');
      const isField = /^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName) || one.isContentEditable;
      const name = nameOf(one).trim().replaceAll(/\s+/g, ' ');
      return isShown && !isOff ? [`${isField ? 'type into' : 'press'} ${name}`] : [];
    });
  });
}

/** What changes nothing that is kept for others: looking for things, choosing what is seen, values for oneself. */
const looking =
  /^type into (Search|Filter|Pick|Select|Of$|When$|Everything$|This device$|\d+ days$|who$)|^press (Remove the column|Move (left|right))$/;
/** How what changes something is called: the beginnings of names, and whole ones. */
const verbs =
  'New|Add|Delete|Remove|Rename|Move|Save|Restore|Put|Empty|Import|Duplicate|Edit|Tags|Update|Make|Revoke|Set |Send|' +
  'Pin|Unpin|Keep|Continue|Answer|Get an answer|Regenerate|Undo|Redo|Use its|Another label|Attach|Test|Reply|Resolve|' +
  'Review|\\d star|Take out|Temporary|Clear|Role';
const whole = 'Run|Run all|Share|Share…|Message|Comment|Name it';
const editing = new RegExp(`^type into|^press (${verbs})|^press (${whole})$`);

/** Changes that are on their way to the server, or were refused by it. */
function waitingIn(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const place = localStorage.getItem('playground.place')?.split(' ') ?? [];
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(`playground-${place[0]}-${place[1]}`);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const count = (store: string) =>
      new Promise<number>((resolve) => {
        const asked = db.transaction(store).objectStore(store).count();
        asked.onsuccess = () => resolve(asked.result);
      });
    return (await count('outbox')) + (await count('quarantine'));
  });
}

test('a viewer can read everything, and is offered nothing they may not do', async ({ device }) => {
  const ada = await adaOfAcme(device);
  const link = await invitation(ada, 'Vic', 'viewer');
  await ada.goto('/complete/new');
  await writePrompt(ada, 'Words of Ada');
  await isSynced(ada);
  await asked(ada, 'POST', '/v1/prompts', { name: 'With messages' });

  const vic = await follow(device, link, 'Vic');
  await expect(vic.getByText('You are a viewer of Acme').first()).toBeVisible();
  await vic.goto('/complete');
  await vic.getByRole('link', { name: /Words of Ada/ }).click();
  await expect(editorOf(vic)).toContainText('Words of Ada');
  await expect(editorOf(vic)).toHaveAttribute('contenteditable', 'false');
  await editorOf(vic).click();
  await vic.keyboard.type('and of Vic');
  await expect(editorOf(vic)).toHaveText('Words of Ada');
  await expect(vic.getByLabel('Prompt name')).toBeDisabled();
  await expect(vic.getByRole('button', { name: /^Run ?: You are a viewer/ })).toBeVisible();
  await expect(vic.getByRole('button', { name: /^New prompt: You are a viewer/ })).toBeVisible();

  await vic.goto('/prompts');
  await vic.getByRole('link', { name: /With messages/ }).click();
  await expect(vic.getByRole('button', { name: 'Message', exact: true })).toBeDisabled();
  await vic.keyboard.press('Alt+Enter');
  await expect(vic.getByText(/You are a viewer of Acme: you may read/).last()).toBeVisible();

  await vic.goto('/chat/new');
  await expect(vic.getByLabel('Message', { exact: true })).toHaveAttribute('readonly', '');
  expect(await waitingIn(vic)).toBe(0);
});

test('a commenter discusses what they may not change', async ({ device }) => {
  const ada = await adaOfAcme(device);
  const link = await invitation(ada, 'Cal', 'commenter');
  const id = await writePrompt(ada, 'The cat is back');
  await isSynced(ada);

  const cal = await follow(device, link, 'Cal');
  await expect(cal.getByText('You are a commenter of Acme').first()).toBeVisible();
  await cal.goto(`/complete/${id}`);
  await expect(editorOf(cal)).toHaveAttribute('contenteditable', 'false');
  await editorOf(cal).click();
  await cal.keyboard.type('changed');
  await cal.keyboard.press('ControlOrMeta+a');
  await cal.keyboard.press('Control+Alt+k');
  await expect(cal.getByLabel('Comment on the selected words')).toBeFocused();
  await cal.keyboard.insertText('Since when?');
  await cal.keyboard.press('Control+Enter');
  await expect(cal.getByRole('article')).toContainText('Since when?');
  await expect(cal.locator('.cm-comment')).toHaveText('The cat is back');

  await ada.getByRole('tab', { name: 'Comments' }).click();
  await expect(ada.getByRole('article')).toContainText('Since when?');
  await ada.getByRole('button', { name: 'Reply' }).click();
  await ada.keyboard.insertText('Since Monday.');
  await ada.keyboard.press('Control+Enter');
  const answer = cal.getByRole('article').filter({ hasText: 'Since Monday.' });
  await expect(answer).toBeVisible();
  // One's own words can be changed and taken back, those of others cannot.
  const own = cal.getByRole('article').filter({ hasText: 'Since when?' });
  const more = (card: Locator) => card.getByRole('button', { name: 'More for this comment' });
  await expect(more(own)).toBeVisible();
  await expect(more(answer)).toHaveCount(0);
  await expect(editorOf(ada)).toHaveText('The cat is back');
  await isSynced(cal);
  expect(await waitingIn(cal)).toBe(0);
});

test('a viewer walks through every screen and finds no edit that can be made', async ({
  device
}) => {
  const ada = await adaOfAcme(device);
  const link = await invitation(ada, 'Vic', 'viewer');
  const make = async <T>(path: string, data: unknown) =>
    (await asked(ada, 'POST', path, data)) as T;
  interface Made {
    prompt: { id: string };
  }
  const modelConfig = { model: 'sample/sample', maxTokens: 20 };
  const text = await make<Made>('/v1/prompts', {
    name: 'Words of Ada',
    kind: 'text',
    text: 'Once upon a time',
    modelConfig
  });
  const talk = await make<Made>('/v1/prompts', {
    name: 'With messages',
    modelConfig,
    systemPrompt: 'Be kind to {{who}}.',
    messages: [{ role: 'user', content: 'Hello {{who}}' }]
  });
  const gone = await make<Made>('/v1/prompts', { name: 'Thrown away', kind: 'text' });
  await asked(ada, 'DELETE', `/v1/prompts/${gone.prompt.id}`);
  await make('/v1/projects', { name: 'Spring' });
  await make('/v1/presets', { name: 'Careful', modelConfig: { temperature: 0.2 } });
  const { runId } = await make<{ runId: string }>(`/v1/prompts/${text.prompt.id}/execute`, {});
  await make(`/v1/prompts/${talk.prompt.id}/versions`, { name: 'First' });
  const { snapshot } = await make<{ snapshot: { id: string } }>('/v1/snapshots', {
    subject: { kind: 'prompt', id: text.prompt.id }
  });
  await ada.goto('/chat/new');
  await ada.getByRole('textbox', { name: 'Message', exact: true }).fill('How to make bread?');
  await ada.getByRole('textbox', { name: 'Message', exact: true }).press('Enter');
  await expect(ada.getByRole('button', { name: 'Answer again' })).toBeVisible();
  await isSynced(ada);
  const chat = new URL(ada.url()).pathname;

  const vic = await follow(device, link, 'Vic');
  await expect(vic.getByText('You are a viewer of Acme').first()).toBeVisible();
  await isSynced(vic);

  const found: string[] = [];
  const look = async (where: string) => {
    for (const what of await usable(vic))
      if (editing.test(what) && !looking.test(what)) found.push(`${where}: ${what}`);
  };
  /** What stands there when the screen is all there. */
  const screens: [path: string, words: string | RegExp][] = [
    [`/complete/${text.prompt.id}`, 'Once upon a time'],
    [`/prompts/${talk.prompt.id}`, 'Hello'],
    [`/prompts/${talk.prompt.id}/variants`, 'answers here.'],
    ['/chat/new', 'What is on your mind?'],
    [chat, 'How to make bread?'],
    [`/runs/${runId}`, 'Copy output'],
    [`/runs/compare?ids=${runId}`, 'Side by side'],
    [`/snapshots/${snapshot.id}`, 'Once upon a time'],
    ['/presets', 'Careful'],
    ['/trash', 'Thrown away'],
    ['/search?q=words', 'Words of Ada'],
    ['/usage', 'Budget per day'],
    ['/settings/members', 'vic@example.org'],
    ['/settings/api-keys', 'its admins and owners manage this'],
    ['/settings/connections', 'Sample model'],
    ['/settings/shares', 'you may read everything'],
    ['/settings/usage', 'Budget per day'],
    ['/settings/audit', 'its admins and owners manage this']
  ];
  for (const [path, words] of screens) {
    await vic.goto(path);
    await expect(vic.getByRole('main').getByText(words).first()).toBeVisible();
    await look(path);
    for (const tab of await vic.getByRole('tab').all()) {
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await look(`${path}, ${await tab.textContent()}`);
    }
    for (const menu of await vic.locator('button[aria-haspopup="menu"]:enabled').all()) {
      const name = await menu.getAttribute('aria-label');
      if (!(await menu.isVisible()) || name?.startsWith('Vic')) continue;
      await menu.click();
      await expect(vic.getByRole('menu')).toBeVisible();
      await look(`${path}, menu “${name}”`);
      await vic.keyboard.press('Escape');
      await expect(vic.getByRole('menu')).toBeHidden();
    }
  }
  expect(found).toEqual([]);
  expect(await waitingIn(vic)).toBe(0);
});
