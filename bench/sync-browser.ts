import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { stored } from './sync-stored.ts';

/** A Chromium of its own with a fresh profile on disk. */
export interface Browser {
  page: Page;
  /** CPU seconds so far and the largest resident bytes, of all its processes that live now. */
  used(): ProcessUse;
  /** Bytes its databases take on disk. */
  stored(): number;
  close(): Promise<void>;
}

export interface ProcessUse {
  cpu: number;
  peak: number;
}

export async function openBrowser(url: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'sync-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findOrInstallChromium(),
    args: ['--no-sandbox']
  });
  const root = processIds().find((pid) => commandOf(pid).includes(profile));
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error(error));
  await page.goto(`${url}/bench.html`);
  await page.waitForFunction('globalThis.side');
  return {
    page,
    used: () => useOf(root ?? 0),
    stored: () => stored(join(profile, 'Default/IndexedDB')),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  };
}

/** Asks a page again and again until it says yes; Playwright's own wait takes a promise for a yes. */
export async function until<Arg>(
  { page }: Browser,
  isSo: (arg: Arg) => Promise<boolean>,
  arg: Arg
): Promise<void> {
  while (!(await page.evaluate(isSo as (arg: unknown) => Promise<boolean>, arg)))
    await page.waitForTimeout(20);
}

/** Of a process and all its descendants. */
export function useOf(root: number): ProcessUse {
  const parents = new Map(processIds().map((pid) => [pid, statOf(pid)]));
  const use = { cpu: 0, peak: 0 };
  const add = (pid: number) => {
    const stat = parents.get(pid);
    if (stat) {
      use.cpu += stat.cpu;
      use.peak += peakOf(pid);
    }
    for (const [child, { parent }] of parents) if (parent === pid) add(child);
  };
  add(root);
  return use;
}

const processIds = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** A process may end while it is looked at: then it has nothing to say. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const commandOf = (pid: number) => read(`/proc/${pid}/cmdline`);
const ticksPerSecond = 100;

function statOf(pid: number) {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpu = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
  return { parent: Number(fields[1] ?? 0), cpu };
}

const peakOf = (pid: number) =>
  Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
