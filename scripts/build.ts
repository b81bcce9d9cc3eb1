import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build as bundle } from 'esbuild';
import { nameOfSources } from './sources.ts';

const stamp = 'build/stamp';

/** True if what stands in build/ was made of these sources. */
export function isBuilt(): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === nameOfSources();
}

/** Builds site and server into build/. The stamp is written last: a broken build is a missing one. */
export async function build() {
  const name = nameOfSources();
  rmSync(stamp, { force: true });
  const vite = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    {
      stdio: 'inherit',
      env: { ...process.env, PLAYGROUND_BUILD: name, NODE_ENV: 'production' }
    }
  );
  if (vite.status !== 0) throw new Error('The site could not be built; see above.');
  await bundle({
    // A thread needs a file of its own.
    entryPoints: ['sync-server/main.ts', 'sync-server/backups/backup-worker.ts'],
    outdir: 'build/server',
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning'
  });
  cpSync('sync-server/db/migrations', 'build/server/migrations', { recursive: true });
  mkdirSync('build', { recursive: true });
  writeFileSync(stamp, name);
}

if (import.meta.main) await build();
