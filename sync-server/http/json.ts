import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { Env } from './route.ts';

const pack = promisify(gzip);
/** Below this many characters the way is short whatever is done. */
const packedFrom = 16 * 1024;

/**
 * A value as JSON; a long one goes out gzipped to who can unpack it. Quickly rather than tightly: on two
 * cores what is saved on the way must not be lost in packing.
 */
export async function json(c: Context<Env>, value: unknown): Promise<Response> {
  const text = JSON.stringify(value ?? null);
  c.header('content-type', 'application/json');
  if (text.length < packedFrom || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
    return c.body(text);
  c.header('content-encoding', 'gzip');
  c.header('vary', 'accept-encoding');
  return c.body(new Uint8Array(await pack(text, { level: 1 })));
}
