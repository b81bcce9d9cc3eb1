import { dirname } from 'node:path';
import { spawnServer } from '../../sync-server/testing/spawn.ts';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import type { Upstream } from '../../sync-server/testing/upstream.ts';
import { editorOf, writePrompt } from './app.ts';
import { addConnection, chooseModel } from './connect.ts';
import { everyRow } from './every-row.ts';
import { expect, test as base } from './fixtures.ts';
import { everyFile } from './secret-watch.ts';
import { adaAndBob, asked } from './team.ts';

/** Says everything it can, so that what is never to be said would be found. */
const test = base.extend({
  server: async ({}, use) => {
    const server = await spawnServer({ env: { LOG_LEVEL: 'trace' } });
    await use(server);
    await server.dispose();
  }
});

const teamTest = base.extend<{ upstream: Upstream }>({
  upstream: async ({}, use) => {
    const upstream = await startUpstream();
    await use(upstream);
    await upstream.close();
  },
  server: async ({ upstream }, use) => {
    const server = await spawnServer({
      env: { PLAYGROUND_MODE: 'team', PLAYGROUND_EGRESS_ALLOW: upstream.url, LOG_LEVEL: 'trace' }
    });
    await use(server);
    await server.dispose();
  }
});

test('a key goes to its provider alone: no page, answer, row, log or file shows it', async ({
  server,
  device
}) => {
  // Without a known beginning, so that no pattern for keys hides it.
  const key = 'canary7f3a9c51e0b24d68a1f7';
  const upstream = await startUpstream();
  upstream.script(
    {
      fault: 'refuse',
      status: 401,
      body: JSON.stringify({ error: { message: `Incorrect API key provided: ${key}.` } })
    },
    'fault-401'
  );
  const { page, context } = await device();
  const answers: Promise<string>[] = [];
  context.on('response', (response) => {
    const isStream = response.headers()['content-type']?.startsWith('text/event-stream');
    if (response.url().includes('/v1/') && (!isStream || response.url().endsWith('/execute')))
      answers.push(response.text().catch(() => ''));
  });
  try {
    await addConnection(page, `${upstream.url}/v1`, key);
    const id = await writePrompt(page, 'Who holds the key?');
    for (const model of ['fault-401', 'ok']) {
      await chooseModel(page, model);
      await page.getByRole('button', { name: /^Run(?! again)/ }).click();
      if (model === 'ok')
        await expect(page.locator('.cm-content')).toContainText('the rain went on');
      else await expect(page.getByText('INVALID_API_KEY')).toBeVisible();
    }
    expect(upstream.stats.seen.at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
    await page.reload();
    await page.goto(`/complete/${id}`);
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.goto('/settings/connections');
    await page.getByRole('button', { name: 'Edit Scripted' }).click();

    // An answer whose page was left before it came never ends, and nobody has read it.
    const left = page.waitForTimeout(5_000).then(() => '');
    const read = await Promise.all(answers.map((answer) => Promise.race([answer, left])));
    const seen = {
      page: await page.content(),
      answers: read.join('\n'),
      rows: await everyRow(page),
      log: server.output(),
      files: everyFile(dirname(server.data))
    };
    for (const [where, text] of Object.entries(seen)) {
      expect(text.length, where).toBeGreaterThan(100);
      expect(text.includes(key), `the key is in the ${where}`).toBe(false);
    }
  } finally {
    await upstream.close();
  }
});

teamTest(
  'an editor adds a connection of their own with their consent, and nobody else has it',
  async ({ server, upstream, device }) => {
    const key = 'canary-of-bob-51e0b24d68a1f7';
    const { ada, bob } = await adaAndBob(device);
    await bob.goto('/settings/connections');
    await bob.getByRole('button', { name: 'Add your own…' }).click();
    const dialog = bob.getByRole('dialog');
    await dialog.getByLabel('Provider').selectOption('OpenAI-compatible server');
    await dialog.getByLabel('Name').fill('Bob alone');
    await dialog.getByLabel('Address').fill(`${upstream.url}/v1`);
    await dialog.getByLabel(/^API key/).fill(key);
    await expect(dialog.getByRole('button', { name: 'Add and test' })).toBeDisabled();
    await dialog.getByRole('checkbox', { name: /^Store this key on the server/ }).check();
    await dialog.getByRole('button', { name: 'Add and test' }).click();
    const row = bob.getByRole('listitem').filter({ hasText: 'Bob alone' });
    await expect(row).toContainText('It answers');
    await expect(row).toContainText('Only you');

    await writePrompt(bob, 'Whose key is it?');
    await chooseModel(bob, 'ok');
    await bob.getByRole('button', { name: /^Run(?! again)/ }).click();
    await expect(editorOf(bob)).toContainText('the rain went on');
    expect(upstream.stats.seen.at(-1)?.headers.authorization).toBe(`Bearer ${key}`);

    await ada.goto('/settings/connections');
    await expect(ada.getByRole('listitem').filter({ hasText: 'Sample model' })).toBeVisible();
    await expect(ada.getByText('Bob alone')).toHaveCount(0);
    const told = await Promise.all(
      ['/v1/connections', '/v1/models'].map((path) => asked(ada, 'GET', path))
    );
    expect(JSON.stringify(told)).not.toContain('Bob alone');
    await ada.getByRole('button', { name: 'Add a connection' }).click();
    await expect(ada.getByRole('radio', { name: 'For everybody in Acme' })).toBeChecked();
    const seen = {
      rows: await everyRow(bob),
      log: server.output(),
      files: everyFile(dirname(server.data))
    };
    for (const [where, text] of Object.entries(seen))
      expect(text.includes(key), `the key is in the ${where}`).toBe(false);
  }
);
