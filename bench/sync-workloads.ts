import { contentOf, promptOf } from './sync-data.ts';
import type { Side } from './sync-data.ts';
import { quantile } from './row.ts';
import { until, useOf } from './sync-browser.ts';
import type { Browser } from './sync-browser.ts';
import { far } from './sync-proxy.ts';
import type { Opened } from './sync-opened.ts';
import type { Running } from './sync-sides.ts';
import { stored, storedFolded } from './sync-stored.ts';

declare const side: Side;

export interface Sizes {
  prompts: number;
  /** Offline edits, spread evenly over the prompts. */
  edits: number;
  runs: number;
  /** Edits that another browser waits for. */
  hops: number;
}

/** Milliseconds, bytes and CPU seconds of one workload; names are the table's lines. */
export type Figures = Record<string, number>;

/** P1, P2 and P6: edits made offline, then pushed until the server has them; what both sides then store. */
export async function pushOffline({ running, browse }: Opened, sizes: Sizes): Promise<Figures> {
  const browser = await browse();
  const { page } = browser;
  await page.evaluate(() => side.open());
  const prompts = Array.from({ length: sizes.prompts }, (_, nth) => promptOf(nth));
  await page.evaluate(async (prompts) => {
    await side.create(prompts);
    await side.acked();
  }, prompts);
  // One small round of the same warms everything.
  const saved = await editOffline(browser, { ...sizes, edits: 200 }, 'warm', 'each');
  await push(browser);

  const counted = countUse(browser, running);
  const typing = await editOffline(browser, sizes, 'near');
  running.proxy.take();
  const near = await push(browser);
  const traffic = running.proxy.take();
  const used = counted('edits and push');
  // What a storage engine does after the last write is part of what is stored.
  await page.waitForTimeout(1500);
  const raw = sizes.prompts * Buffer.byteLength(JSON.stringify(promptOf(1)));
  const there = stored(running.data);
  const here = browser.stored();
  const folded = storedFolded(running.data);

  // One edit of each prompt: all sides push rows, so more of them would send no more.
  await editOffline(browser, { ...sizes, edits: sizes.prompts }, 'far');
  running.proxy.become(far);
  const wide = await push(browser);
  return {
    'edit, saved here p50 (ms)': quantile(saved, 0.5),
    'edit, saved here p95 (ms)': quantile(saved, 0.95),
    'offline edits (s)': typing.reduce((sum, ms) => sum + ms, 0) / 1000,
    'push to durable (ms)': near,
    'push over 50 ms, 10 Mbit (ms)': wide,
    'push: requests': traffic.requests,
    'push: KB up': traffic.bytesUp / 1000,
    'push: KB down': traffic.bytesDown / 1000,
    ...used,
    'stored here / raw JSON': here / raw,
    'stored there / raw JSON': there / raw,
    'stored there, log folded in / raw JSON': folded / raw
  };
}

/** CPU seconds from now until asked, and the largest resident memory of both ends. */
function countUse(browser: Browser, running: Running) {
  const before = { browser: browser.used(), server: useOf(running.pid) };
  return (what: string): Figures => {
    const after = { browser: browser.used(), server: useOf(running.pid) };
    return {
      [`${what}: browser CPU (s)`]: after.browser.cpu - before.browser.cpu,
      [`${what}: server CPU (s)`]: after.server.cpu - before.server.cpu,
      [`${what}: browser peak (MB)`]: after.browser.peak / 2 ** 20,
      [`${what}: server peak (MB)`]: after.server.peak / 2 ** 20
    };
  };
}

/**
 * Milliseconds of each edit. The last thing said to each prompt differs from everything before. `each`:
 * also who can only persist everything at once does so after every edit.
 */
async function editOffline(
  { page }: Browser,
  sizes: Sizes,
  round: string,
  how?: 'each'
): Promise<number[]> {
  const edits = Array.from({ length: sizes.edits }, (_, nth) => ({
    id: `prompt-${nth % sizes.prompts}`,
    content: contentOf(`${round} ${nth}`)
  }));
  return page.evaluate(
    async ({ edits, how }) => {
      const edit = how === 'each' ? side.edit : (side.type ?? side.edit);
      const times: number[] = [];
      await side.offline();
      for (const { id, content } of edits) {
        const begun = performance.now();
        await edit(id, content);
        times.push(performance.now() - begun);
      }
      return times;
    },
    { edits, how }
  );
}

const push = ({ page }: Browser) =>
  page.evaluate(async () => {
    const begun = performance.now();
    await side.online();
    await side.acked();
    return performance.now() - begun;
  });

/** P3 and P5: a new device reads everything; then its page is opened again with nothing new. */
export async function bootstrap({ running, browse }: Opened, sizes: Sizes): Promise<Figures> {
  const browser = await browse();
  const { page } = browser;
  running.proxy.take();
  const counted = countUse(browser, running);
  const { first, all } = await readAll(browser, sizes.runs);
  const used = counted('bootstrap');
  const traffic = running.proxy.take();
  // Where a side has come to may be stored a moment after the rows.
  await page.evaluate(() => side.acked());
  await page.waitForTimeout(1000);
  await page.reload();
  await page.waitForFunction('globalThis.side');
  running.proxy.take();
  await page.evaluate(() => side.open());
  await page.waitForTimeout(2000);
  const again = running.proxy.take();
  return {
    'first 50 prompts on a new device (ms)': first,
    'all runs on a new device (ms)': all,
    'bootstrap: KB down': traffic.bytesDown / 1000,
    ...used,
    'reopened: requests': again.requests,
    'reopened: KB down': again.bytesDown / 1000
  };
}

const readAll = ({ page }: Browser, runs: number) =>
  page.evaluate(async (wanted) => {
    // Opening the storage may have begun with the script.
    const loaded = performance.getEntriesByName('loaded')[0]?.duration ?? 0;
    const begun = performance.now() - loaded;
    let first = NaN;
    await side.open();
    while (performance.now() - begun < 600_000) {
      const { prompts, runs } = await side.counts();
      if (Number.isNaN(first) && prompts >= 50) first = performance.now() - begun;
      if (runs >= wanted && prompts >= 1000) return { first, all: performance.now() - begun };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { first, all: NaN };
  }, runs);

/** P4: from an edit's begin in one Chromium until another one's query shows it, each in milliseconds. */
export async function hops({ browse }: Opened, sizes: Sizes): Promise<number[]> {
  const a = await browse();
  const b = await browse();
  for (const { page } of [a, b]) await page.evaluate(() => side.open());
  await a.page.evaluate(async (prompt) => {
    await side.create([prompt]);
    await side.acked();
  }, promptOf(0));
  await until(b, () => side.counts().then(({ prompts }) => prompts > 0), undefined);
  await b.page.evaluate(() => {
    const seen: Record<string, number> = {};
    side.watch('prompt-0', (content) => {
      seen[content.split('.')[0] ?? ''] ??= performance.timeOrigin + performance.now();
    });
    Object.assign(globalThis, { seen });
  });
  const times: number[] = [];
  for (let nth = 0; nth < sizes.hops; nth++) {
    const begun = await a.page.evaluate(
      async (content) => {
        const begun = performance.timeOrigin + performance.now();
        await side.edit('prompt-0', content);
        return begun;
      },
      contentOf(`hop${nth}`)
    );
    const shown = await b.page.waitForFunction((name) => {
      const { seen } = globalThis as unknown as { seen: Record<string, number> };
      return seen[name];
    }, `hop${nth}`);
    times.push(Number(await shown.jsonValue()) - begun);
    await a.page.waitForTimeout(100);
  }
  return times;
}
