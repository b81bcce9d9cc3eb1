import type { Page } from '@playwright/test';
import { editorOf, isSynced, opensOffline, writePrompt } from './app.ts';
import { everyRow } from './every-row.ts';
import { expect, test } from './fixtures.ts';
import { follow, invitation, newcomer, organization, password } from './team.ts';

test.use({ env: { PLAYGROUND_MODE: 'team', PLAYGROUND_REGISTRATION: 'open' } });

const listed = (page: Page, name: string) => page.getByRole('link', { name });
const space = (page: Page) => page.getByRole('button', { name: /^\w+ · / });

async function goTo(page: Page, name: string) {
  await space(page).click();
  await page.getByRole('menuitemradio', { name }).click();
  await expect(space(page)).toHaveAccessibleName(new RegExp(`· ${name}$`));
}

/** Whether a text stands anywhere in what this browser keeps. */
const holds = async (page: Page, text: string) => (await everyRow(page)).includes(text);

async function type(page: Page, where: 'Home' | 'End', text: string) {
  await editorOf(page).click();
  await page.keyboard.press(`ControlOrMeta+${where}`);
  await page.keyboard.insertText(text);
}

async function signIn(page: Page, email: string) {
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(space(page)).toBeVisible();
}

test('two people in two organizations and a third in both see exactly what they may, on five browsers', async ({
  device
}) => {
  test.slow();
  const begin = async (name: string, itsOrganization: string) => {
    const page = await newcomer(device, name);
    await organization(page, itsOrganization);
    return page;
  };
  const ada = await begin('Ada', 'Acme');
  const bob = await begin('Bob', 'Bolt');

  // Cy is let into both, and opens one of them on each of two browsers.
  const cyInAcme = await follow(device, await invitation(ada, 'Cy'), 'Cy');
  await expect(space(cyInAcme)).toHaveAccessibleName('Cy · Acme');
  await cyInAcme.goto(await invitation(bob, 'Cy'));
  await cyInAcme.getByRole('button', { name: 'Join' }).click();
  await expect(space(cyInAcme)).toHaveAccessibleName('Cy · Bolt');
  await goTo(cyInAcme, 'Acme');
  const { page: cyInBolt } = await device();
  await signIn(cyInBolt, 'cy@example.org');
  await goTo(cyInBolt, 'Bolt');
  const { page: adaAtHome } = await device();
  await signIn(adaAtHome, 'ada@example.org');
  await goTo(adaAtHome, 'Acme');

  // Live: what is written comes to whoever is there, and to nobody else.
  await writePrompt(ada, 'The budget of Acme');
  const acmes = await writePrompt(ada, 'The plan of Acme');
  const bolts = await writePrompt(bob, 'The plan of Bolt');
  await cyInAcme.goto('/complete');
  await cyInBolt.goto('/complete');
  for (const page of [cyInAcme, adaAtHome]) {
    await listed(page, 'The plan of Acme').click();
    await expect(editorOf(page)).toHaveText('The plan of Acme');
  }
  await listed(cyInBolt, 'The plan of Bolt').click();
  await type(cyInBolt, 'End', ', and of Cy');
  await expect(editorOf(bob)).toHaveText('The plan of Bolt, and of Cy');
  for (const page of [cyInBolt, bob]) expect(await holds(page, 'plan of Acme')).toBe(false);
  for (const page of [ada, adaAtHome]) expect(await holds(page, 'plan of Bolt')).toBe(false);
  await bob.goto(`/complete/${acmes}`);
  await expect(bob.getByRole('heading', { name: 'not on this device' })).toBeVisible();
  await bob.goto(`/complete/${bolts}`);

  // Offline: each goes on with what is here, and it meets.
  await opensOffline(cyInAcme);
  await isSynced(cyInAcme);
  const away = cyInAcme.context();
  await away.setOffline(true);
  await type(cyInAcme, 'Home', 'From a train. ');
  await type(ada, 'End', '. From the office.');
  await cyInAcme.reload();
  await expect(editorOf(cyInAcme)).toContainText('From a train.');
  await away.setOffline(false);
  for (const page of [ada, adaAtHome, cyInAcme]) {
    await expect(editorOf(page)).toContainText('From a train.', { timeout: 20_000 });
    await expect(editorOf(page)).toContainText('From the office.', { timeout: 20_000 });
  }

  expect(await holds(cyInAcme, 'The budget of Acme')).toBe(true);

  // Removed while away, with words that were not sent: those stay Cy's alone, and nothing else does.
  await isSynced(cyInAcme);
  await away.setOffline(true);
  await type(cyInAcme, 'End', ' Too late.');
  await ada.goto('/settings/members');
  await ada.getByRole('button', { name: 'Remove Cy' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ada.getByRole('button', { name: 'Remove Cy' })).toHaveCount(0);
  await away.setOffline(false);
  await expect(
    cyInAcme.getByText('You no longer belong to that organization.').first()
  ).toBeVisible({
    timeout: 20_000
  });
  await expect(space(cyInAcme)).toHaveAccessibleName('Cy · Personal');
  await cyInAcme.goto('/settings/storage');
  await expect(cyInAcme.getByRole('heading', { name: 'Kept aside' })).toBeVisible();
  await expect(cyInAcme.getByText('Too late.').first()).toBeVisible();
  expect(await holds(cyInAcme, 'The budget of Acme')).toBe(false);
  await space(cyInAcme).click();
  await expect(cyInAcme.getByRole('menuitemradio', { name: 'Acme' })).toHaveCount(0);
  await adaAtHome.reload();
  await expect(editorOf(adaAtHome)).toContainText('From the office.');
  await expect(editorOf(adaAtHome)).not.toContainText('Too late.');

  // In the other organization nothing has happened.
  await type(cyInBolt, 'End', ' still');
  await expect(editorOf(bob)).toContainText('and of Cy still');
});
