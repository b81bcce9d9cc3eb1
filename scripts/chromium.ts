import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const usual = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** Finds a Chromium, or brings one: from the system's packages where it may, else Playwright's own. */
export function findOrInstallChromium(): string {
  const found = find();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0) {
    console.log('No Chromium found: installing the system package …');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  } else {
    console.log('No Chromium found: downloading Playwright’s …');
    run('node_modules/.bin/playwright', ['install', 'chromium']);
  }
  const installed = find();
  if (!installed)
    throw new Error('No Chromium could be installed. Install one and set CHROME_PATH to it.');
  return installed;
}

function find() {
  return [...usual, chromium.executablePath()].find((path) => path && existsSync(path));
}

function run(command: string, args: string[]) {
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  });
}
