import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import type { Device } from './fixtures.ts';

/** People with accounts, as they get in and let each other in. */

export const password = 'correct horse battery';

/** Fills in the form that stands there and waits until the person is in. */
export async function register(page: Page, name: string) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create your account' }).click();
  await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toBeVisible();
}

type NewDevice = () => Promise<Device>;

/** The page of somebody who makes an account without having been invited. */
export async function newcomer(device: NewDevice, name: string): Promise<Page> {
  const { page } = await device();
  await page.goto('/');
  const heading = page.getByRole('heading', { name: /Create the owner’s account|Sign in/ });
  await expect(heading.first()).toBeVisible();
  const toSignUp = page.getByRole('button', { name: 'Create an account' });
  if (await toSignUp.isVisible()) await toSignUp.click();
  await register(page, name);
  return page;
}

/** Ada’s page, who has just made the organization Acme. */
export async function adaOfAcme(device: NewDevice): Promise<Page> {
  const { page } = await device();
  await page.goto('/');
  await register(page, 'Ada');
  await organization(page, 'Acme');
  return page;
}

/** The page of somebody who follows a link that invites. */
export async function follow(device: NewDevice, link: string, name: string): Promise<Page> {
  const { page } = await device();
  await page.goto(link);
  await register(page, name);
  return page;
}

/** Ada, and Bob, whom she let in. */
export async function adaAndBob(device: NewDevice): Promise<{ ada: Page; bob: Page }> {
  const ada = await adaOfAcme(device);
  const bob = await follow(device, await invitation(ada, 'Bob'), 'Bob');
  await expect(bob.getByRole('button', { name: /· Acme$/ })).toBeVisible();
  return { ada, bob };
}

/** Signs out and leaves nothing of it in this browser. */
export async function signOut(page: Page) {
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'Sign out…' }).click();
  await page.getByRole('button', { name: 'Remove from this browser' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

export async function organization(page: Page, name: string) {
  await page.goto('/settings/account');
  await page.getByRole('button', { name: 'New organization…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByRole('button', { name: new RegExp(`· ${name}$`) })).toBeVisible();
}

/** @returns the link for them */
export async function invitation(page: Page, name: string, role?: string): Promise<string> {
  await page.goto('/settings/members');
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.org`);
  if (role) await page.getByLabel('Role', { exact: true }).selectOption(role);
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByLabel(/^Link for/).inputValue();
}

/** Asks a route as the person of this page does, in the organization that is shown. */
export async function asked(page: Page, method: string, path: string, data: unknown = {}) {
  const organizationId = await page.evaluate(
    () => localStorage.getItem('playground.place')?.split(' ')[1] ?? ''
  );
  const answer = await page.request.fetch(path, {
    method,
    ...(method === 'GET' ? {} : { data }),
    headers: { origin: new URL(page.url()).origin, 'x-organization': organizationId }
  });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
}
