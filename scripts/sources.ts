import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const roots = ['web', 'shared', 'sync-server', 'static'];
const files = ['package-lock.json', 'svelte.config.js', 'vite.config.ts', 'scripts/build.ts'];

/** One name for what a build is made of: equal sources, equal name, so a rebuild alone updates nobody. */
export function nameOfSources(): string {
  const hash = createHash('sha256');
  const paths = roots
    .flatMap((root) =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.(test|spec)\.ts$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
    )
    .concat(files)
    .sort();
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
