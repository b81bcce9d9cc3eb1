import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';

/** The shell's own scripts run before first paint, so they stand in the page; their hashes let them. */
const shellScripts = readFileSync('web/app.html', 'utf8').matchAll(/<script>([^]*?)<\/script>/g);
const shellHashes = [...shellScripts].map(
  ([, text]) => `sha256-${createHash('sha256').update(text).digest('base64')}`
);

/** @type {import('@sveltejs/kit').Config} */
export default {
  // No `innerHTML`: what a page that enforces Trusted Types needs, and dozens of parser runs fewer at start.
  compilerOptions: { fragments: 'tree' },
  kit: {
    // This one line moves Kit's whole source tree into web/.
    files: { src: 'web', assets: 'static' },
    adapter: adapter({
      pages: 'build/web',
      assets: 'build/web',
      fallback: 'app-shell.html',
      precompress: true,
      strict: false
    }),
    serviceWorker: { register: false },
    // A build of the same sources has the same name, so that a rebuild alone never asks for an update.
    version: { name: process.env.PLAYGROUND_BUILD ?? 'dev' },
    typescript: {
      config(config) {
        config.include.push('../bench/**/*.ts', '../soak/**/*.ts', '../scripts/**/*.ts');
        // Browser tests use the server's harness, of which one package brings no types.
        config.include.push('../sync-server/testing/*.d.ts');
        // Its packages are installed only where the bench is run.
        config.exclude = [...(config.exclude ?? []), '../bench/peers/**', '../bench/gateways/**'];
        return config;
      }
    },
    csp: { mode: 'hash', directives: { 'script-src': ['self', ...shellHashes] } }
  }
};
