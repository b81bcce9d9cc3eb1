import { loadavg } from 'node:os';
import { quantile } from './row.ts';
import type { Row } from './row.ts';
import { openBrowser } from './sync-browser.ts';
import { runOf } from './sync-data.ts';
import { indexedDbFloor, sqliteFloor } from './sync-floors.ts';
import { ours, peers, sizeOfPage, startSide } from './sync-sides.ts';
import type { SideFiles } from './sync-sides.ts';
import { clashes } from './sync-clashes.ts';
import { opened } from './sync-opened.ts';
import { asTable, shown } from './sync-table.ts';
import { together } from './sync-together.ts';
import { bootstrap, hops, pushOffline } from './sync-workloads.ts';
import type { Figures } from './sync-workloads.ts';

const size = (name: string, otherwise: number) => Number(process.env[`SYNC_${name}`] ?? otherwise);
const sizes = {
  prompts: size('PROMPTS', 1000),
  edits: size('EDITS', 10_000),
  runs: size('RUNS', 100_000),
  hops: size('HOPS', 50),
  /** Words that two devices each put into one text. */
  words: size('WORDS', 500),
  /** Prompts of each kind that two devices change differently. */
  clashes: size('CLASHES', 50)
};
const times = size('TIMES', 3);

const goals: Record<string, string> = {
  'edit, saved here p50 (ms)': '≤ 5',
  'edit, saved here p95 (ms)': '≤ 16',
  'push to durable (ms)': '≤ 3000',
  'push over 50 ms, 10 Mbit (ms)': '≤ 8000',
  'push: requests': '≤ 60',
  'first 50 prompts on a new device (ms)': '≤ 400',
  'all runs on a new device (ms)': '≤ 4000',
  'bootstrap: KB down': '≤ 8000',
  'reopened: requests': '1',
  'reopened: KB down': '≤ 1',
  'seen on the other device p50 (ms)': '≤ 40',
  'seen on the other device p95 (ms)': '≤ 100',
  'stored here / raw JSON': '≤ 1.4',
  'stored there, log folded in / raw JSON': '≤ 2',
  'two write, halves: of 1000 words in reach': '1000',
  'two write, anywhere: of 1000 words in reach': '1000',
  'both rewrite a sentence: of 100 changes lost': '0',
  'one renames, one writes: of 100 changes lost': '0',
  'one deletes, one writes: of 50 texts lost': '0',
  'two write, halves: both agree after (ms)': '≤ 100',
  'two write, halves: server grows by texts': '≤ 4'
};

/**
 * Sync on this machine, ours and every installed peer one after another with the same rows, the same
 * proxy and the same meaning of "durable" (bench/peers/README.md). Medians. Prints a table of all sides;
 * returns what has a goal, beside a floor (the bare writes without which it cannot be done) or RxDB.
 */
export async function syncBench(): Promise<Row[]> {
  const own = await measure(ours);
  const others: { name: string; figures: Figures }[] = [];
  for (const peer of peers()) others.push({ name: peer.name, figures: await measure(peer) });
  const floors: Figures = {
    ...(asked.includes('push') ? { 'push to durable (ms)': sqliteFloor(sizes.prompts) } : {}),
    ...(asked.includes('bootstrap') ? { 'all runs on a new device (ms)': await bareRuns() } : {})
  };
  console.log(
    asTable([{ name: 'ours', figures: own }, ...others, { name: 'bare writes', figures: floors }])
  );
  return Object.entries(own)
    .filter(([what, value]) => what in goals && !Number.isNaN(value))
    .map(([what, value]) => {
      // RxDB stores the same rows in the same Dexie: the nearest one.
      const near = [{ name: 'bare writes', figures: floors }, ...others].find(
        ({ figures }) => figures[what] !== undefined
      );
      const other = near?.figures[what];
      return {
        what: `sync: ${what}`,
        ours: shown(value),
        baseline: other === undefined ? '–' : `${shown(other)} ${near?.name}`,
        ratio: other === undefined ? '–' : shown(value / other),
        goal: goals[what] ?? '–'
      };
    });
}

/** What is measured in every round; `SYNC_WORK` names some of it. */
const work: Record<string, (side: SideFiles) => Promise<Figures>> = {
  push: (side) => opened(side, (it) => pushOffline(it, sizes)),
  bootstrap: (side) => opened(side, (it) => bootstrap(it, sizes), sizes.runs),
  halves: (side) => opened(side, (it) => together(it, 'halves', sizes.words)),
  anywhere: (side) => opened(side, (it) => together(it, 'anywhere', sizes.words)),
  clashes: (side) => opened(side, (it) => clashes(it, sizes.clashes))
};
const asked = process.env['SYNC_WORK']?.split(',') ?? [...Object.keys(work), 'hops'];

async function measure(side: SideFiles): Promise<Figures> {
  const rounds: Figures[] = [];
  let failed = 0;
  /** Who fails at one thing is still measured at the others. */
  async function attempt<T>(name: string, run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      failed += 1;
      console.error(`  ${side.name} did not finish ${name}:`, error);
      return undefined;
    }
  }

  const waits: number[] = [];
  for (let round = 0; round < times; round++) {
    const figures: Figures = {};
    for (const [name, run] of Object.entries(work))
      if (asked.includes(name)) Object.assign(figures, await attempt(name, () => run(side)));
    rounds.push(figures);
    if (asked.includes('hops')) {
      const seen = await attempt('hops', () => opened(side, (it) => hops(it, sizes)));
      waits.push(...(seen?.slice(1) ?? []));
    }
  }
  const names = [...new Set(rounds.flatMap((figures) => Object.keys(figures)))];
  const medians = names.map((name) => {
    const values = rounds.flatMap((round) => round[name] ?? []);
    return [name, quantile(values, 0.5)] as const;
  });
  const figures: Figures = {
    ...Object.fromEntries(medians),
    ...(waits.length > 0 && {
      'seen on the other device p50 (ms)': quantile(waits, 0.5),
      'seen on the other device p95 (ms)': quantile(waits, 0.95)
    }),
    ...(failed > 0 && { 'workloads not finished': failed }),
    'load of the machine meanwhile (1 min)': loadavg()[0] ?? NaN,
    'script with its storage library, gzip (KB)': (await sizeOfPage(side)) / 1000,
    'script without Dexie, gzip (KB)': (await sizeOfPage(side, ['dexie'])) / 1000
  };
  console.log(`  ${side.name}: ${JSON.stringify(figures)}`);
  return figures;
}

async function bareRuns(): Promise<number> {
  const running = await startSide(ours);
  const browser = await openBrowser(running.proxy.url);
  try {
    return await browser.page.evaluate(
      indexedDbFloor,
      Array.from({ length: sizes.runs }, (_, nth) => runOf(nth))
    );
  } finally {
    await browser.close();
    await running.stop();
  }
}
