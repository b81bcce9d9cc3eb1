import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { build, isBuilt } from './build.ts';
import { findOrInstallChromium } from './chromium.ts';

/**
 * `npm test`: unit, route, simulation and device tests, then the browser on the built app. Ends with
 * one line added up from the runners' own reports.
 */
interface Count {
  passed: number;
  failed: number;
}

const reports = 'test-results';
const only = process.argv[2];

function run(command: string, args: string[], env: Record<string, string> = {}) {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status;
}

function vitest(): Count {
  const report = `${reports}/vitest.json`;
  rmSync(report, { force: true });
  const status = run('node_modules/.bin/vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`
  ]);
  const { numPassedTests, numTotalTests } = read<{ numPassedTests: number; numTotalTests: number }>(
    report
  ) ?? { numPassedTests: 0, numTotalTests: 0 };
  // A suite that does not even load has no tests to fail: the exit code still counts.
  const failed = numTotalTests - numPassedTests;
  return { passed: numPassedTests, failed: status === 0 ? failed : Math.max(failed, 1) };
}

function playwright(): Count {
  const report = `${reports}/playwright.json`;
  rmSync(report, { force: true });
  const status = run(
    'node_modules/.bin/playwright',
    ['test', '--reporter=list,json', ...process.argv.slice(3)],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report, CHROME_PATH: findOrInstallChromium() }
  );
  const { stats } = read<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }>(report) ?? { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } };
  const failed = stats.unexpected + stats.flaky + stats.skipped;
  return { passed: stats.expected, failed: status === 0 ? failed : Math.max(failed, 1) };
}

function read<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    console.error(`${path} could not be read: ${String(error)}`);
    return null;
  }
}

mkdirSync(reports, { recursive: true });
const counts: Count[] = [];
if (only !== 'browser') counts.push(vitest());
if (only !== 'unit') {
  if (!isBuilt()) await build();
  counts.push(playwright());
}
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
