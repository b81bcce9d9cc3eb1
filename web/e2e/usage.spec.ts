import type { Page } from '@playwright/test';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import type { Upstream } from '../../sync-server/testing/upstream.ts';
import { isComplete, runButton, stopButton, writePrompt } from './app.ts';
import { expect, test } from './fixtures.ts';

const foot = (page: Page) => page.locator('.foot');
const failure = (page: Page) => page.getByRole('main').getByRole('alert');

async function setLimit(page: Page, label: string, value: string) {
  await page.getByLabel(label).fill(value);
  await page.getByLabel(label).press('Enter');
  await expect(page.getByText('Saved.')).toBeVisible();
}

test('what a run used is told, and a limit that was set holds until it is raised', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/usage');
  await expect(page.getByText('Nothing ran in this time')).toBeVisible();

  const id = await writePrompt(page, 'The kettle sang');
  await runButton(page).click();
  await isComplete(page);
  await page.getByRole('link', { name: 'Usage' }).click();
  const byModel = page.getByRole('row').filter({ hasText: 'Sample model' });
  await expect(byModel).toContainText('$0.00');
  await expect(page.getByRole('link', { name: 'The kettle sang' })).toHaveAttribute(
    'href',
    `/complete/${id}`
  );

  await setLimit(page, 'Tokens per minute', '5');
  await page.getByRole('link', { name: 'The kettle sang' }).click();
  await runButton(page).click();
  await expect(failure(page)).toContainText('BUDGET_EXCEEDED');
  await expect(failure(page)).toContainText('5 tokens a minute are allowed');
  await failure(page).getByRole('link', { name: 'Open usage' }).click();
  await setLimit(page, 'Tokens per minute', '');
  await page.goto(`/complete/${id}`);
  await runButton(page).click();
  await isComplete(page);
  await expect(failure(page)).toBeHidden();
});

/** Somebody's program keeps the one slot for as long as the test likes. */
async function occupy(url: string, upstream: Upstream) {
  const ask = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    return (await answer.json()) as { id: string; runId: string };
  };
  upstream.script({ tokens: Array<string>(5000).fill(' on'), paceMs: 50 }, 'slow');
  await ask('PUT', '/v1/limits', { liveRuns: 1 });
  const kind = 'openai-compatible';
  const fields = { kind, name: 'Scripted', baseUrl: `${upstream.url}/v1` };
  const { id } = await ask('POST', '/v1/connections', fields);
  const shape = { kind: 'text', systemPrompt: '', variables: [], tools: [], outputSchema: null };
  const content = {
    ...shape,
    text: 'On and',
    modelConfig: { model: `${id}/slow`, maxTokens: 5000 }
  };
  const { runId } = await ask('POST', '/v1/runs', { content });
  return () => ask('POST', `/v1/runs/${runId}/cancel`, {});
}

test('a run in line says its place, can be stopped there, and begins by itself', async ({
  server,
  device
}) => {
  const upstream = await startUpstream();
  const { page } = await device();
  const free = await occupy(server.url, upstream);
  await writePrompt(page, 'The kettle sang');
  await runButton(page).click();
  await expect(foot(page)).toContainText('1st in line');
  await stopButton(page).click();
  await expect(foot(page)).toContainText('Stopped by you');

  await runButton(page).click();
  await expect(foot(page)).toContainText('1st in line');
  await free();
  await isComplete(page);
  await expect(foot(page)).toContainText('tokens');
  await expect(failure(page)).toBeHidden();
  await upstream.close();
});
