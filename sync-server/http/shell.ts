import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import type { Env } from './route.ts';

/** What stands in the built page where the nonce of this start of the server goes. */
const placeholder = 'STYLE-NONCE';

/** The app's page as this server gives it out. */
export interface Shell {
  html: string;
  answer(c: Context<Env>): Response;
}

/** Reads the built page and writes the nonce into it; `null` where nothing is built. */
export function readShell(root: string, nonce: string): Shell | null {
  const path = join(root, 'app-shell.html');
  if (!existsSync(path)) return null;
  const html = readFileSync(path, 'utf8').replaceAll(placeholder, nonce);
  const bytes = {
    br: new Uint8Array(brotliCompressSync(html)),
    gzip: new Uint8Array(gzipSync(html))
  };
  return {
    html,
    answer(c) {
      c.header('content-type', 'text/html; charset=utf-8');
      c.header('cache-control', 'no-cache');
      c.header('vary', 'accept-encoding');
      const accepted = c.req.header('accept-encoding') ?? '';
      const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name));
      if (!encoding) return c.body(html);
      c.header('content-encoding', encoding);
      return c.body(bytes[encoding]);
    }
  };
}
