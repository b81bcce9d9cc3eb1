import type { Page } from '@playwright/test';
import { sentenceOf } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import type { Upstream } from '../../sync-server/testing/upstream.ts';
import { editorOf, isSaved, serverRuns, storedText, writePrompt } from './app.ts';
import { addConnection, chooseModel, nameModel } from './connect.ts';
import { expect, test as base } from './fixtures.ts';

const test = base.extend<{ upstream: Upstream }>({
  upstream: async ({}, use) => {
    const upstream = await startUpstream();
    await use(upstream);
    await upstream.close().catch(() => undefined);
  }
});

const typed = 'The kettle is on.';
const run = (page: Page) => page.getByRole('button', { name: /^Run(?! again)/ });
const stop = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Stop/ });
const failure = (page: Page) => page.getByRole('main').getByRole('alert');

/** The sentence of the code stands there, with a button that is the next step. */
async function fails(page: Page, code: ErrorCode, nextStep: string) {
  await expect(failure(page)).toContainText(sentenceOf(code));
  await expect(failure(page)).toContainText(code);
  const step = failure(page).getByRole('button', { name: nextStep });
  await expect(step.or(failure(page).getByRole('link', { name: nextStep }))).toBeVisible();
  await expect(run(page)).toBeEnabled();
}

test('whatever a provider does, one reads what to do next, and nothing is lost', async ({
  server,
  device,
  upstream
}) => {
  const { page } = await device();
  await addConnection(page, `${upstream.url}/v1`, 'a-key-of-no-worth');
  const id = await writePrompt(page, typed);

  const refused: [model: string, code: ErrorCode, nextStep: string][] = [
    ['fault-401', 'INVALID_API_KEY', 'Open connections'],
    ['fault-429-long', 'RATE_LIMITED', 'Run again'],
    ['fault-context', 'CONTEXT_LENGTH_EXCEEDED', 'Choose another model'],
    ['fault-500', 'MODEL_UNAVAILABLE', 'Choose another model'],
    ['fault-html', 'UPSTREAM_PROTOCOL', 'Run again']
  ];
  for (const [model, code, nextStep] of refused)
    await test.step(`${model} is ${code}`, async () => {
      await chooseModel(page, model);
      await run(page).click();
      await fails(page, code, nextStep);
      expect((await storedText(page, id)).content).toBe(typed);
    });

  await test.step('a model that does not exist', async () => {
    upstream.script(
      { fault: 'refuse', status: 404, body: '{"error":{"code":"model_not_found"}}' },
      'no-such-model'
    );
    await nameModel(page, 'no-such-model');
    await run(page).click();
    await fails(page, 'MODEL_NOT_FOUND', 'Choose another model');
    await failure(page).getByRole('button', { name: 'Dismiss' }).click();
    await expect(failure(page)).toBeHidden();
  });

  await test.step('a provider that asks to wait is asked again by itself', async () => {
    upstream.script({ fault: 'refuse', status: 429, headers: { 'retry-after': '3' } }, 'fault-429');
    await chooseModel(page, 'fault-429');
    await run(page).click();
    await expect(page.getByText(/trying again \(attempt \d\)/)).toBeVisible();
    upstream.script({ tokens: [' Tea', ' is', ' near.'] }, 'fault-429');
    await expect(editorOf(page)).toHaveText(`${typed} Tea is near.`);
    await expect(run(page)).toBeEnabled();
    await page.getByRole('button', { name: 'Undo completion' }).click();
  });

  const broken: [model: string, code: ErrorCode][] = [
    ['fault-error', 'MODEL_UNAVAILABLE'],
    ['fault-cut', 'STREAM_TRUNCATED']
  ];
  for (const [model, code] of broken)
    await test.step(`${model} keeps what came`, async () => {
      upstream.script({ tokens: [' One', ' two'], fault: faultOf(model) }, model);
      await chooseModel(page, model);
      await run(page).click();
      await fails(page, code, 'Continue from here');
      await isSaved(page);
      expect((await storedText(page, id)).content).toBe(`${typed} One two`);
      const [last] = await serverRuns(server.url, id);
      expect(last).toMatchObject({ status: 'failed', text: ' One two' });
      await page.getByRole('button', { name: 'Undo completion' }).click();
      await expect(failure(page)).toBeHidden();
    });

  for (const [model, kept] of [
    ['fault-hang-early', ''],
    ['fault-hang', ' One two']
  ] as const)
    await test.step(`${model} can be stopped`, async () => {
      upstream.script({ tokens: [' One', ' two'], fault: faultOf(model) }, model);
      await chooseModel(page, model);
      await run(page).click();
      await expect(stop(page)).toBeVisible();
      await expect(editorOf(page)).toHaveText(typed + kept);
      await stop(page).click();
      await expect(page.getByText('Stopped by you')).toBeVisible();
      expect((await storedText(page, id)).content).toBe(typed + kept);
      const undo = page.getByRole('button', { name: 'Undo completion' });
      if (kept) await undo.click();
    });

  await test.step('a server that is gone', async () => {
    await upstream.close();
    await chooseModel(page, 'ok');
    await run(page).click();
    await fails(page, 'MODEL_UNAVAILABLE', 'Choose another model');
  });

  await test.step('the sample model goes on', async () => {
    await chooseModel(page, 'Sample model');
    await run(page).click();
    await expect(editorOf(page)).toHaveText(/^The kettle is on\..+/s);
    await expect(run(page)).toBeEnabled({ timeout: 30_000 });
    const [last] = await serverRuns(server.url, id);
    expect(last).toMatchObject({ status: 'done' });
    expect((await storedText(page, id)).content).toBe(typed + last?.text);
  });
});

const faultOf = (model: string) =>
  model.slice('fault-'.length).replace('hang-early', 'hang-before-headers') as 'cut';

test('an empty prompt is not run, and says so', async ({ server, device }) => {
  const { page } = await device();
  const id = await writePrompt(page, 'x');
  await page.keyboard.press('Backspace');
  await expect(run(page)).toHaveAccessibleName(/^Run ?: There is nothing to run yet/);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText(sentenceOf('EMPTY_PROMPT')).first()).toBeVisible();
  expect(await serverRuns(server.url, id)).toEqual([]);
});

test('200,000 pasted tokens are kept and synced, too long to run, and typing goes on', async ({
  server,
  device
}) => {
  const { page } = await device();
  const id = await writePrompt(page, 'Summarise: ');
  const pasted = 'A line of a very long report, once more.\n'.repeat(20_000);
  const frameMs = await editorOf(page).evaluate(async (editor, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const began = performance.now();
    editor.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    );
    for (let frame = 0; frame < 2; frame++)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  }, pasted);
  expect(frameMs, 'milliseconds until the next frames').toBeLessThan(1_500);
  await page.keyboard.type('typed');
  await expect(page.getByText(/Exceeds the limit by/)).toBeVisible();
  const whole = `Summarise: ${pasted}typed`;
  await expect
    .poll(async () => (await storedText(page, id)).content === whole, { timeout: 15_000 })
    .toBe(true);
  await run(page).click();
  await expect(failure(page)).toContainText(sentenceOf('CONTEXT_LENGTH_EXCEEDED'));
  await expect(failure(page)).toContainText(/exceeds the limit by about [\d,]+ tokens/);
  expect(await serverRuns(server.url, id)).toEqual([]);

  const other = await device();
  await other.page.goto('/complete');
  await other.page.getByRole('link', { name: /^Summarise:/ }).click();
  await expect(editorOf(other.page)).toContainText('Summarise:');
  expect((await storedText(other.page, id)).content === whole).toBe(true);

  await editorOf(page).press('ControlOrMeta+a');
  await page.keyboard.type('Short again.');
  await expect(editorOf(page)).toHaveText('Short again.');
  await run(page).click();
  await expect(editorOf(page)).toHaveText(/^Short again\..+/s);
});
