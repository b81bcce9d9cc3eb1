import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { seeded } from '../../shared/testing/seeded.ts';
import { editorIsReady, editorOf, isSaved, storedText, writePrompt } from './app.ts';

interface Options {
  url: string;
  times: number;
  seed: number;
  executablePath: string;
}

/**
 * Types, waits for "Saved on this device", kills the whole browser 0–500 ms later, opens the same profile
 * again and looks for the text. The server is only needed for the first visit. @returns how many survived.
 */
export async function killAfterSaved({ url, times, seed, executablePath }: Options) {
  const { random } = seeded(seed);
  const profile = mkdtempSync(join(tmpdir(), 'playground-profile-'));
  const open = () =>
    chromium.launchPersistentContext(profile, {
      executablePath,
      baseURL: url,
      args: ['--no-sandbox', '--disable-quic', '--no-first-run']
    });
  try {
    for (let i = 0; i < times; i++) {
      const context = await open();
      const page = context.pages()[0] ?? (await context.newPage());
      const id = await writePrompt(page, `Round ${i}.`);
      await editorOf(page).press('ControlOrMeta+End');
      await page.keyboard.insertText(` Typed before the end of the world, round ${i}.`);
      await page
        .locator('.saved', { hasText: 'Saving' })
        .waitFor({ timeout: 2000 })
        .catch(ignoreQuick);
      await isSaved(page);
      await new Promise((resolve) => setTimeout(resolve, random() * 500));
      await killBrowser(profile);

      const again = await open();
      const reopened = again.pages()[0] ?? (await again.newPage());
      await reopened.goto(`${url}/complete/${id}`);
      await editorIsReady(reopened);
      const { content } = await storedText(reopened, id);
      expect(content, `seed ${seed}, kill ${i}`).toBe(
        `Round ${i}. Typed before the end of the world, round ${i}.`
      );
      await killBrowser(profile);
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** "Saving…" may come and go between two looks; that it was saved is what is waited for next. */
function ignoreQuick() {}

/** SIGKILL to the browser's main process: the one with this profile and without a type. */
async function killBrowser(profile: string) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const command = commandOf(pid);
    if (command.includes(`--user-data-dir=${profile}`) && !command.includes('--type='))
      process.kill(Number(pid), 'SIGKILL');
  }
  await new Promise((resolve) => setTimeout(resolve, 250));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it ended in the meantime
  }
}
