import type { Page } from '@playwright/test';
import { editorOf, isSynced, writePrompt } from './app.ts';
import { adaAndBob } from './team.ts';
import { expect, test } from './fixtures.ts';

test.use({ env: { PLAYGROUND_MODE: 'team' } });

const present = (page: Page) => page.getByRole('button', { name: /^Also here: / });

test('two people at one prompt see each other, who writes, and when one goes', async ({
  device
}) => {
  const { ada, bob } = await adaAndBob(device);

  await ada.goto('/complete/new');
  await writePrompt(ada, 'A text both of us see');
  await isSynced(ada);
  await expect(present(ada)).toHaveCount(0);
  await bob.goto(new URL(ada.url()).pathname);
  await expect(editorOf(bob)).toContainText('A text both of us see');

  await expect(present(bob)).toHaveAccessibleName(/Ada is (viewing|editing)/);
  await expect(present(ada)).toHaveAccessibleName(/Bob is viewing/);
  await editorOf(bob).click();
  await bob.keyboard.press('ControlOrMeta+End');
  await bob.keyboard.type(', and write');
  await expect(present(ada)).toHaveAccessibleName(/Bob is editing/);
  await present(ada).click();
  await expect(ada.getByRole('list', { name: 'Also here' })).toContainText('editing');

  await bob.close();
  await expect(present(ada)).toHaveCount(0);
});
