import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';

/** What a model server should never do, and some day does. */
export type UpstreamFault =
  | 'refuse' // answers `status` with `body` and `headers`
  | 'error' // tells an error in the stream after the tokens
  | 'cut' // ends the stream properly, but without the terminal sign
  | 'reset' // breaks the connection after the tokens
  | 'reset-before-headers'
  | 'hang-before-headers'
  | 'hang' // sends the tokens and then nothing more
  | 'html'
  | 'redirect'
  | 'picture' // another type than what was asked for
  | 'gzip-bomb' // packs 256 MiB into an answer nobody asked to be packed
  | 'huge-line'
  | 'bad-frame' // sends what cannot be parsed, after the tokens
  | 'drip' // goes on byte by byte after the tokens, and never gets to the end of a frame
  | 'duplicate-ids'; // gives all events of its stream one id

let bomb: Buffer | null = null;

/** Answers with something that is no stream at all; false for any other fault. */
export function answerOtherwise(
  fault: UpstreamFault | undefined,
  response: ServerResponse
): boolean {
  switch (fault) {
    case 'redirect':
      response.writeHead(307, { location: '/elsewhere' }).end();
      return true;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><title>Welcome</title><body>It works!</body></html>');
      return true;
    case 'picture':
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(4096, 137));
      return true;
    case 'gzip-bomb':
      bomb ??= gzipSync(Buffer.alloc(256 << 20));
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
        .end(bomb);
      return true;
    default:
      return false;
  }
}

/** Half a frame, in any dialect: it is cut in the middle of a text. */
const half = 'data: {"choices":[{"delta":{"content":"a long, long story';

/** Sends it byte by byte and again from its beginning, on one line that never ends. */
export async function drip(response: ServerResponse, everyMs: number): Promise<void> {
  for (let at = 0; !response.destroyed; at++) {
    response.write(half[at % half.length] ?? ' ');
    await wait(everyMs);
  }
}

/** Breaks the connection with RST, not with an orderly end. */
export function reset(response: ServerResponse): void {
  setTimeout(() => response.socket?.resetAndDestroy(), 5);
}
