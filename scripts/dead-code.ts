import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names every export that no other file mentions, and every source file nobody imports. A word search,
 * not a compiler: it can miss dead code, but what it names is dead.
 */
const roots = ['shared', 'sync-server', 'web', 'bench', 'soak', 'scripts'];
const extra = ['vite.config.ts', 'playwright.config.ts', 'svelte.config.js', 'package.json'];
// Kit and the tools call these by convention.
const conventions =
  /(^|\/)(\+[a-z]+\.(svelte|ts)|hooks\.client\.ts|sw\.ts|app\.d\.ts|main\.ts|drizzle\.config\.ts|db\/([a-z]+-)?schema\.ts)$|^soak\//;
// The benches' peers are started by name, and their packages may be installed beside them.
const elsewhere = /^bench\/(peers|gateways)\//;
const isTest = (path: string) => /\.(test|spec)\.ts$/.test(path) || path.includes('/testing/');

const paths = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !elsewhere.test(path))
);
const text = new Map([...paths, ...extra].map((path) => [path, readFileSync(path, 'utf8')]));
const dead: string[] = [];

for (const path of paths) {
  if (conventions.test(path) || isTest(path)) continue;
  const others = [...text].filter(([other]) => other !== path);
  const base = path.replace(/^.*\//, '').replace(/\.ts$/, '');
  if (!others.some(([, source]) => source.includes(`/${base}`)))
    dead.push(`${path}: nobody imports this file`);
  for (const [, name] of (text.get(path) ?? '').matchAll(
    /^export (?:async )?(?:function\*?|const|class|type|interface|let) (\w+)/gm
  )) {
    const word = new RegExp(`\\b${name}\\b`);
    const own = (text.get(path) ?? '').match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
    if (!others.some(([, source]) => word.test(source)) && own < 2)
      dead.push(`${path}: export ${name} is used nowhere`);
  }
}

if (dead.length > 0) {
  console.log(dead.join('\n'));
  process.exitCode = 1;
}
