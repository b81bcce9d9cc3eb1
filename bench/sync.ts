import { quantile } from './row.ts';
import type { Row } from './row.ts';
import { openBrowser } from './sync-browser.ts';
import { runOf } from './sync-data.ts';
import { indexedDbFloor, sqliteFloor } from './sync-floors.ts';
import { ours, peers, sizeOfPage, startSide } from './sync-sides.ts';
import type { SideFiles } from './sync-sides.ts';
import { bootstrap, hops, pushOffline } from './sync-workloads.ts';
import type { Figures, Sizes } from './sync-workloads.ts';

const size = (name: string, otherwise: number) => Number(process.env[`SYNC_${name}`] ?? otherwise);
const sizes: Sizes = {
  prompts: size('PROMPTS', 1000),
  edits: size('EDITS', 10_000),
  runs: size('RUNS', 100_000),
  hops: size('HOPS', 50)
};
const times = size('TIMES', 3);

const goals: Record<string, string> = {
  'edit, saved here (ms each)': '≤ 5',
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
  'stored there / raw JSON': '≤ 2'
};

/**
 * Sync on this machine, ours and every installed peer one after another with the same rows, the same
 * proxy and the same meaning of "durable" (bench/peers/README.md). Medians. The baseline is a peer, or a
 * floor: the bare writes without which it cannot be done.
 */
export async function syncBench(): Promise<Row[]> {
  const own = await measure(ours);
  const others: { name: string; figures: Figures }[] = [];
  for (const peer of peers()) others.push({ name: peer.name, figures: await measure(peer) });
  const floors: Figures = {
    'push to durable (ms)': sqliteFloor(sizes.prompts),
    'all runs on a new device (ms)': await bareRuns()
  };
  const rows: Row[] = [];
  for (const [what, value] of Object.entries(own)) {
    const against = [{ name: 'bare writes', figures: floors }, ...others];
    const known = against.filter(({ figures }) => figures[what] !== undefined);
    for (const { name, figures } of known.length > 0 ? known : [{ name: '', figures: {} }]) {
      const other = (figures as Figures)[what];
      rows.push({
        what: `sync: ${what}`,
        ours: shown(value),
        baseline: other === undefined ? '–' : `${shown(other)} ${name}`,
        ratio: other === undefined ? '–' : (value / other).toFixed(2),
        goal: goals[what] ?? '–'
      });
    }
  }
  return rows;
}

async function measure(side: SideFiles): Promise<Figures> {
  const rounds: Figures[] = [];
  const waits: number[] = [];
  for (let round = 0; round < times; round++) {
    const seen = await hops(side, sizes);
    waits.push(...seen.slice(1));
    rounds.push({ ...(await pushOffline(side, sizes)), ...(await bootstrap(side, sizes)) });
  }
  const names = Object.keys(rounds[0] ?? {});
  const medians = names.map((name) => {
    const values = rounds.map((round) => round[name] ?? NaN);
    return [name, quantile(values, 0.5)] as const;
  });
  const figures: Figures = {
    ...Object.fromEntries(medians),
    'seen on the other device p50 (ms)': quantile(waits, 0.5),
    'seen on the other device p95 (ms)': quantile(waits, 0.95),
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

const shown = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));
