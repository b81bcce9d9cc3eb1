import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { build, isBuilt } from '../scripts/build.ts';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';

const runs = Number(process.env['RUNS'] ?? 100_000);
const prompts = Number(process.env['PROMPTS'] ?? 10_000);
const switches = 40;

/** A device with very many prompts and runs: switching prompts, the history, its filters, opening a comparison. */
export async function runsBench(): Promise<Row[]> {
  if (!isBuilt()) await build();
  const data = mkdtempSync(join(tmpdir(), 'runs-bench-'));
  await seed(data);
  const server = await spawnServer({ data });
  const browser = await chromium.launch({
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/runs`);
    await page.waitForFunction(
      (least) => {
        const shown = document.querySelector('.filters .count')?.textContent ?? '';
        return Number(shown.replace(/\D/g, '')) >= least;
      },
      runs,
      { timeout: 300_000, polling: 200 }
    );
    const row = (what: string, ours: string, goal: string): Row => ({
      what: `${runs.toLocaleString('en')} runs, ${what}`,
      ours,
      goal,
      baseline: '–',
      ratio: '–'
    });
    const frames = await scroll(page);
    const filters = await filter(page);
    const compared = await compare(page);
    const switched = await switchPrompts(page);
    const ms = (value: number) => `${Math.round(value)} ms`;
    return [
      row(
        `${prompts.toLocaleString('en')} prompts, another one shown p50`,
        ms(quantile(switched, 0.5)),
        '–'
      ),
      row(
        `${prompts.toLocaleString('en')} prompts, another one shown p95`,
        ms(quantile(switched, 0.95)),
        '≤ 100 ms'
      ),
      row('history scrolled, frames a second', frames.perSecond.toFixed(0), '≥ 50'),
      row('history scrolled, frame p95', ms(quantile(frames.times, 0.95)), '≤ 20 ms'),
      ...filters.map(([what, time]) => row(`filter by ${what}`, ms(time), '–')),
      row('three outputs of 100 KB compared, fetched', ms(compared.fetched), '–'),
      row('three outputs of 100 KB compared, from this device', ms(compared.kept), '≤ 200 ms'),
      row('the same, words marked', ms(compared.marked), '–')
    ];
  } finally {
    await browser.close();
    await server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
}

function seed(data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sizes = { RUNS: String(runs), PROMPTS: String(prompts) };
    const env = { ...process.env, PLAYGROUND_DATA: data, ...sizes };
    const child = spawn(process.execPath, ['bench/seed-runs.ts'], { env, stdio: 'inherit' });
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`Seeding ended with ${code}.`))
    );
  });
}

/** Two screens a second for four seconds, as with a wheel, and then by long jumps. */
function scroll(page: Page): Promise<{ perSecond: number; times: number[] }> {
  return page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>('.rows > div');
    if (!list) throw new Error('There is no list.');
    const times: number[] = [];
    const began = performance.now();
    let last = began;
    while (last - began < 4000) {
      list.scrollTop += 30;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return { perSecond: (times.length * 1000) / (last - began), times };
  });
}

/** From the choice to the list that shows it. */
async function filter(page: Page): Promise<[string, number][]> {
  const found: [string, number][] = [];
  const asked: [string, string, string][] = [
    ['status', 'Status', 'failed'],
    ['rating, for the first time', 'Rating', '4'],
    ['nothing', 'Rating', ''],
    ['rating again', 'Rating', '5']
  ];
  for (const [what, label, value] of asked) {
    await page.keyboard.press('f');
    const form = page.getByRole('group', { name: 'Filter runs' });
    const time = await form.getByLabel(label, { exact: true }).evaluate(
      (select: HTMLSelectElement, chosen) =>
        new Promise<number>((resolve) => {
          const count = document.querySelector('.filters .count');
          const before = count?.textContent;
          const began = performance.now();
          const look = () => {
            const now = count?.textContent;
            if (now !== before && now?.trim()) resolve(performance.now() - began);
            else requestAnimationFrame(look);
          };
          select.value = chosen;
          select.dispatchEvent(new Event('change', { bubbles: true }));
          look();
        }),
      value
    );
    found.push([what, time]);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  }
  await page.goto(new URL('/runs', page.url()).href);
  await page.locator('a[data-run]').first().waitFor();
  return found;
}

/** From the click on a prompt in the list to the frame that shows its text, one prompt after another. */
async function switchPrompts(page: Page): Promise<number[]> {
  await page.goto(new URL('/complete/prompt-1', page.url()).href);
  await page.locator('.cm-content').waitFor();
  await page.locator('a[data-prompt]').nth(8).waitFor();
  await page.waitForTimeout(1000);
  const times: number[] = [];
  for (let nth = 0; nth < switches; nth++) {
    times.push(
      await page.evaluate(async (at) => {
        const rows = document.querySelectorAll<HTMLElement>('a[data-prompt]');
        const row = rows[at % Math.min(rows.length, 12)];
        const number = row?.dataset['prompt']?.replace('prompt-', '') ?? '';
        const began = performance.now();
        row?.click();
        const isShown = () =>
          document.querySelector('.cm-content')?.textContent?.startsWith(`${number}. `);
        while (!isShown()) await new Promise(requestAnimationFrame);
        // Found before this frame is painted; the message comes after that.
        await new Promise<void>((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
        return performance.now() - began;
      }, nth)
    );
    // Read for a moment, as a person does: the next one is not prepared meanwhile.
    await page.waitForTimeout(250);
  }
  return times;
}

async function compare(page: Page) {
  // Each visit is made by the app itself: the address alone would measure its start too.
  const open = async () => {
    await page.locator('a[data-run]').first().focus();
    await page.evaluate(() => {
      const marks = globalThis as unknown as { began: number; shown: number; marked: number };
      Object.assign(marks, { began: 0, shown: 0, marked: 0 });
      addEventListener('keydown', (event) => {
        if (!(event instanceof KeyboardEvent) || event.key !== 'C') return;
        marks.began = performance.now();
        const look = () => {
          const outputs = document.querySelectorAll('section .output');
          if (outputs.length === 3) marks.shown ||= performance.now();
          if (document.querySelector('section ins, section del')) marks.marked = performance.now();
          if (!marks.marked) requestAnimationFrame(look);
        };
        look();
      });
    });
    for (let nth = 0; nth < 3; nth++) {
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Shift+C');
    const times = await page.waitForFunction(() => {
      const { began, shown, marked } = globalThis as unknown as Record<string, number>;
      return marked ? { shown: (shown ?? 0) - (began ?? 0), marked: marked - (began ?? 0) } : null;
    });
    return (await times.jsonValue()) as { shown: number; marked: number };
  };
  const first = await open();
  const again: { shown: number; marked: number }[] = [];
  for (let nth = 0; nth < 5; nth++) {
    await page.goto(new URL('/runs', page.url()).href);
    await page.locator('a[data-run]').first().waitFor();
    await page.waitForTimeout(1500);
    again.push(await open());
  }
  const middle = (name: 'shown' | 'marked') =>
    quantile(
      again.map((times) => times[name]),
      0.5
    );
  return { fetched: first.shown, kept: middle('shown'), marked: middle('marked') };
}
