import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

/** What the built app costs a first visit, read from the build itself. */

const client = '.svelte-kit/output/client';
const generated = '.svelte-kit/generated/client-optimized';
const kB = 1024;

interface Chunk {
  file: string;
  imports?: string[];
}
const chunks = JSON.parse(readFileSync(`${client}/.vite/manifest.json`, 'utf8')) as Record<
  string,
  Chunk
>;

const compressed = (file: string) => brotliCompressSync(readFileSync(join(client, file))).length;
const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);

/** The nodes (layouts and page) of a route, as Kit numbered them. */
function nodesOf(route: string): number[] {
  const dictionary = readFileSync(`${generated}/app.js`, 'utf8');
  // Folders in brackets group routes and are no part of an address.
  const line = dictionary.split('\n').find((each) =>
    each
      .replace(/\/\([^)]*\)/g, '')
      .trim()
      .startsWith(`"${route}":`)
  );
  const numbers = line?.slice(line.indexOf(':')).match(/\d+/g)?.map(Number) ?? [];
  return [0, ...numbers];
}

/** Files that come without a dynamic import, from these entries. */
function closureOf(entries: string[]): string[] {
  const files = new Set<string>();
  const follow = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(follow);
  };
  entries.forEach(follow);
  return [...files];
}

function firstViewOf(route: string): string[] {
  const wanted = ['/client/entry.js', '/app.js', ...nodesOf(route).map((n) => `/nodes/${n}.js`)];
  return closureOf(Object.keys(chunks).filter((key) => wanted.some((end) => key.endsWith(end))));
}

test('the first view loads at most 150 KB of script', () => {
  expect(nodesOf('/complete/[id]').length).toBeGreaterThan(1);
  for (const route of ['/complete', '/complete/[id]']) {
    const files = firstViewOf(route);
    expect(files.length, `files of ${route}`).toBeLessThanOrEqual(16);
    expect(sum(files.map(compressed)), `bytes of ${route}`).toBeLessThanOrEqual(150 * kB);
  }
});

test('no chunk that is loaded later is larger than 120 KB', () => {
  const first = new Set(firstViewOf('/complete/[id]'));
  const later = Object.values(chunks).filter(
    ({ file }) => file.endsWith('.js') && !first.has(file)
  );
  const large = later.filter(({ file }) => compressed(file) > 120 * kB);
  expect(large.map(({ file }) => file)).toEqual([]);
});

test('the service worker keeps at most 1.5 MB as it travels', () => {
  const worker = readFileSync(`${client}/sw.js`, 'utf8');
  const urls = [...worker.matchAll(/url:\s*"([^"]+)"|"url":\s*"([^"]+)"/g)]
    .map(([, bare, quoted]) => bare ?? quoted ?? '')
    .filter((url) => url !== '/app-shell.html');
  expect(urls.length).toBeGreaterThan(10);
  expect(sum(urls.map(compressed))).toBeLessThanOrEqual(1.5 * 1024 * kB);
  expect(readdirSync(client)).toContain('sw.js');
});
