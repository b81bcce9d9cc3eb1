import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { seeded } from '../../shared/testing/seeded.ts';
import { editorIsReady, isComplete, isSaved, runButton, serverRuns, storedText } from './app.ts';
import { givenPrompt, long } from './given.ts';

interface Options {
  page: Page;
  url: string;
  times: number;
  seed: number;
}

/**
 * Runs a prompt, reloads at random points of its stream, waits for the end, and compares with the
 * server; again and again. @returns how often it reloaded
 */
export async function reloadAtRandom({ page, url, times, seed }: Options) {
  const { random } = seeded(seed);
  let count = 0;
  for (let i = 0; i < times; i++) {
    const typed = `Reload number ${i}. ${long.garden.text}`;
    const id = await givenPrompt(url, typed, long.garden.config);
    await page.goto(`/complete/${id}`);
    await editorIsReady(page);
    await runButton(page).click();
    const reloads = 1 + Math.floor(random() * 2);
    for (let r = 0; r < reloads; r++) {
      await page.waitForTimeout(random() * 1500);
      await page.reload();
      count += 1;
    }
    await editorIsReady(page);
    await isComplete(page);
    await isSaved(page);
    const runs = await serverRuns(url, id);
    expect(runs, `seed ${seed}, reload ${i}: one run, never doubled`).toHaveLength(1);
    await expect(async () => {
      const { content } = await storedText(page, id);
      expect(content, `seed ${seed}, reload ${i}`).toBe(typed + (runs[0]?.text ?? ''));
    }).toPass({ timeout: 30_000 });
  }
  return count;
}
