import { dirname } from 'node:path';
import { spawnServer } from '../../sync-server/testing/spawn.ts';
import { startUpstream } from '../../sync-server/testing/upstream.ts';
import { writePrompt } from './app.ts';
import { addConnection, chooseModel } from './connect.ts';
import { everyRow } from './every-row.ts';
import { expect, test as base } from './fixtures.ts';
import { everyFile } from './secret-watch.ts';

/** Says everything it can, so that what is never to be said would be found. */
const test = base.extend({
  server: async ({}, use) => {
    const server = await spawnServer({ env: { LOG_LEVEL: 'trace' } });
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
      ...{ fault: 'refuse', status: 401 },
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
