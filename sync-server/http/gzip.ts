import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);
/** In characters; what is shorter is sooner sent than packed. */
const least = 16 * 1024;

/** A JSON answer, packed off the main thread where it is long and the asker can read that. */
export async function gzipped(asked: Headers, value: unknown): Promise<Response> {
  const text = JSON.stringify(value);
  const headers = new Headers({ 'content-type': 'application/json', vary: 'accept-encoding' });
  const isReadable = asked.get('accept-encoding')?.includes('gzip') ?? false;
  if (!isReadable || text.length < least) return new Response(text, { headers });
  headers.set('content-encoding', 'gzip');
  return new Response(await pack(text, { level: 1 }), { headers });
}
