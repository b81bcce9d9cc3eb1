import { execSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import SlowFirst from './scripts/slow-first.ts';
import { staticIcons } from './scripts/static-icons.ts';
import { manifest } from './web/manifest.ts';

const server = `http://localhost:${process.env.PORT ?? 8787}`;
const toServer = {
  target: server,
  changeOrigin: true,
  headers: { origin: server }
};
const build = process.env.PLAYGROUND_BUILD ?? String(Date.now());

/** The commit this was built from, shown in Settings; a tarball without git says so. */
function commit() {
  try {
    return execSync('git rev-parse --short HEAD', { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unversioned';
  }
}

/**
 * What the first screens need, and what follows them by itself, travels in few files, each closed under its
 * static imports: every further file costs a slow line a round trip and a slow phone some work. What is
 * imported when it is asked for stays in files of its own.
 */
const together = [
  { name: 'kit', roots: [/runtime\/client\/client\.js$/] },
  {
    name: 'app',
    roots: [
      /web\/hooks\.client\.ts$/,
      /web\/routes\/(\(prompts\)\/)?\+layout\.svelte$/,
      /web\/routes\/\(prompts\)\/complete\/\+page\.svelte$/
    ]
  },
  { name: 'complete', roots: [/web\/routes\/\(prompts\)\/complete\/\[id\]\/\+page\.svelte$/] },
  {
    name: 'editor',
    roots: [/prompts\/text-editor\.ts$/, /prompts\/complete-session\.svelte\.ts$/]
  },
  {
    name: 'idle',
    roots: [/shell\/IdleParts\.svelte$/, /shell\/Banners\.svelte$/, /lib\/data\/tidy\.ts$/]
  }
];

export default defineConfig({
  build: {
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: together.map(({ name, roots }, index) => ({
            name,
            priority: together.length - index,
            test: (id) => roots.some((root) => root.test(id))
          }))
        }
      }
    }
  },
  resolve: {
    // Its own module for today's browsers: what it names by itself is the one for old ones, wrapped.
    alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }]
  },
  define: { __COMMIT__: JSON.stringify(commit()) },
  plugins: [
    staticIcons(),
    sveltekit(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'web',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      outDir: '.svelte-kit/output/client',
      includeManifestIcons: false,
      manifest,
      injectManifest: {
        globDirectory: '.svelte-kit/output/client',
        globPatterns: ['**/*.{js,css,svg,png,webp,ico,woff2,webmanifest}'],
        globIgnores: ['sw.js', 'screenshots/**'],
        dontCacheBustURLsMatching: /_app\/immutable\//,
        // The adapter writes the shell after the service worker is made, so it is added by hand.
        additionalManifestEntries: [{ url: '/app-shell.html', revision: build }]
      }
    })
  ],
  server: {
    port: 5173,
    proxy: { '/v1': toServer, '/s/': toServer, '/healthz': toServer, '/readyz': toServer }
  },
  test: {
    sequence: { sequencer: SlowFirst },
    // Half of the time is waiting, so a core need not be kept free.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{shared,sync-server,web,scripts}/**/*.test.ts'],
          exclude: ['**/*.svelte.test.ts', '**/node_modules/**'],
          // Dexie takes the database it finds when it is loaded, once for all files.
          setupFiles: ['fake-indexeddb/auto', 'shared/testing/setup.ts'],
          // Modules keep nothing of a test, so files need no process of their own: half the time.
          isolate: false,
          // No test is timed; a busy machine must not fail one.
          testTimeout: 30_000
        }
      },
      {
        extends: true,
        resolve: { conditions: ['browser'] },
        test: {
          name: 'runes',
          environment: 'happy-dom',
          include: ['web/**/*.svelte.test.ts'],
          setupFiles: ['shared/testing/setup.ts']
        }
      }
    ]
  }
});
