import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import type { Plugin } from 'esbuild';
import { compileModule } from 'svelte/compiler';
import { startProxy } from './sync-proxy.ts';
import type { Proxy } from './sync-proxy.ts';

/** Someone whose sync is measured: a server and a page, each in a file of its own beside this one. */
export interface SideFiles {
  name: string;
  server: string;
  page: string;
}

export const ours: SideFiles = {
  name: 'ours',
  server: './sync-ours.ts',
  page: './sync-ours-page.ts'
};

const names = ['rxdb', 'pouchdb', 'tinybase', 'yjs', 'yjs-texts'];

/**
 * Those who can run: the peers' packages are installed by hand (bench/peers/README.md). `SYNC_SIDES` names
 * some of them; ours always runs.
 */
export const peers = (): SideFiles[] => {
  if (!existsSync(new URL('./peers/node_modules', import.meta.url))) return [];
  const asked = process.env['SYNC_SIDES']?.split(',');
  return names
    .filter((name) => asked?.includes(name) ?? true)
    .map((name) => ({
      name,
      server: `./peers/${name}-server.ts`,
      page: `./peers/${name}-page.ts`
    }));
};

/** One server in a process of its own, with the proxy a page reaches it through. */
export interface Running {
  proxy: Proxy;
  pid: number;
  data: string;
  /** Rejects when the server ends by itself. */
  lost: Promise<never>;
  stop(): Promise<void>;
}

export async function startSide(side: SideFiles, runs = 0): Promise<Running> {
  const page = {
    '/bench.html': {
      type: 'text/html',
      body: '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">performance.mark("begin"); await import("/bench.js"); performance.measure("loaded", "begin")</script>'
    },
    '/bench.js': { type: 'text/javascript', body: await bundle(side.page) }
  };
  const data = mkdtempSync(join(tmpdir(), 'sync-bench-data-'));
  let port = 0;
  const proxy = await startProxy({ target: () => port, page });
  const child = fork(new URL(side.server, import.meta.url), {
    env: { ...process.env, DATA: data, RUNS: String(runs), HOST: new URL(proxy.url).host }
  });
  port = await listening(child, side.server);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting for it when the server is stopped.
  lost.catch(() => undefined);
  child.once('exit', (code) => reject(new Error(`${side.server} ended with ${code}.`)));
  return {
    proxy,
    data,
    lost,
    pid: child.pid ?? 0,
    async stop() {
      proxy.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      rmSync(data, { recursive: true, force: true });
    }
  };
}

function listening(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { port?: number }) => {
      if (message.port !== undefined) resolve(message.port);
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}.`)));
  });
}

/** Runes are compiled as the product's build compiles them. */
const runes: Plugin = {
  name: 'runes',
  setup(bundler) {
    bundler.onLoad({ filter: /\.svelte\.ts$/ }, async ({ path }) => {
      const plain = await transform(readFileSync(path, 'utf8'), { loader: 'ts' });
      return { contents: compileModule(plain.code, { filename: path }).js.code, loader: 'js' };
    });
  }
};

/** Bytes of a side's whole page, minified and gzipped; `without` names packages to leave out. */
export const sizeOfPage = async ({ page }: SideFiles, without: string[] = []) =>
  gzipSync(await bundle(page, without)).length;

async function bundle(page: string, external: string[] = []): Promise<string> {
  const script = await build({
    entryPoints: [new URL(page, import.meta.url).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser', 'svelte'],
    alias: { $lib: resolve('web/lib') },
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    external,
    plugins: [runes],
    logLevel: 'error'
  });
  return script.outputFiles[0]?.text ?? '';
}
