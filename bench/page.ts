import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { findOrInstallChromium } from '../scripts/chromium.ts';
import { build, isBuilt } from '../scripts/build.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';
import { blockingByProcessor } from './blocking-time.ts';
import { quantile } from './row.ts';
import type { Row } from './row.ts';
import { warmStartBench } from './warm-start.ts';

interface Report {
  categories: Record<string, { score: number }>;
  audits: Record<string, { numericValue?: number }>;
  environment: { benchmarkIndex: number };
  /** Beside Lighthouse's own; see there. */
  blockingMs: number;
}

/** The app's start, which on a phone is the list of prompts, and the page where one writes. */
const pages = ['/', '/complete/new'];
const times = 3;

/** Lighthouse, mobile, on the built app over a first visit, the median of three; then a later visit. */
export async function pageBench(): Promise<Row[]> {
  if (!isBuilt()) await build();
  const rows: Row[] = [];
  for (const path of pages) rows.push(...(await firstVisit(path)));
  return [...rows, ...(await warmStartBench())];
}

async function firstVisit(path: string): Promise<Row[]> {
  const server = await spawnServer();
  const reports: Report[] = [];
  try {
    for (let i = 0; i < times; i++) reports.push(await lighthouse(server.url + path, i));
  } finally {
    await server.dispose();
  }
  const middle = (read: (report: Report) => number) => quantile(reports.map(read), 0.5);
  const score = (name: string) =>
    String(Math.round(middle((report) => report.categories[name]?.score ?? 0) * 100));
  const ms = (name: string) =>
    `${Math.round(middle((report) => report.audits[name]?.numericValue ?? 0))} ms`;
  const row = (what: string, ours: string, goal: string): Row => ({
    what: `Lighthouse mobile ${path}, ${what}`,
    ours,
    baseline: '–',
    ratio: '–',
    goal
  });
  return [
    row('performance', score('performance'), '≥ 95'),
    row('accessibility', score('accessibility'), '100'),
    row('best practices', score('best-practices'), '100'),
    row('first contentful paint', ms('first-contentful-paint'), '–'),
    row('largest contentful paint', ms('largest-contentful-paint'), '≤ 2200 ms'),
    row('total blocking time', ms('total-blocking-time'), '≤ 150 ms'),
    row(
      'total blocking time, by processor time',
      `${Math.round(middle(({ blockingMs }) => blockingMs))} ms`,
      '–'
    ),
    // What this machine was worth then: on a busy one the figures above say less.
    row('machine (benchmark index)', String(Math.round(middle(machine))), '≥ 1000')
  ];
}

const machine = (report: Report) => report.environment.benchmarkIndex;

function lighthouse(url: string, nth: number): Promise<Report> {
  mkdirSync('.lighthouse', { recursive: true });
  const output = `.lighthouse/report-${nth}.json`;
  return new Promise((resolve, reject) => {
    const child = spawn(
      'node_modules/.bin/lighthouse',
      [
        url,
        '--quiet',
        '--output=json',
        '--save-assets',
        `--output-path=${output}`,
        '--only-categories=performance,accessibility,best-practices',
        '--chrome-flags=--headless=new --no-sandbox --disable-quic --disable-background-networking --no-first-run'
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, CHROME_PATH: findOrInstallChromium() }
      }
    );
    child.on('close', (code) =>
      code === 0
        ? resolve({
            ...(JSON.parse(readFileSync(output, 'utf8')) as Report),
            blockingMs: blockingByProcessor(`.lighthouse/report-${nth}-0.trace.json`, url)
          })
        : reject(new Error(`Lighthouse ended with ${code}.`))
    );
  });
}
