import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How one answer of the upstream went. */
export interface Paced {
  /** Milliseconds of the monotonic clock; null while it is open. */
  closedAt: number | null;
  /** The reader left before the end. */
  aborted: boolean;
  /** When it had said everything; null before. */
  saidAllAt: number | null;
}

export interface PacedUpstream {
  baseUrl: string;
  /** By the name that stands in the prompt. */
  answers: Map<string, Paced>;
  /** What every answer says in all. */
  text: string;
  sockets(): number;
  close(): Promise<void>;
}

/** A model server that says the same words at a pace, and remembers how each of its answers ended. */
export async function startPacedUpstream(tokens: string[], paceMs: number): Promise<PacedUpstream> {
  const answers = new Map<string, Paced>();
  let sockets = 0;
  const frame = (said: object, finish: string | null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, ...said, finish_reason: finish }] })}\n\n`;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = /run-\d+/.exec(Buffer.concat(chunks).toString())?.[0] ?? '';
      const own: Paced = { closedAt: null, aborted: false, saidAllAt: null };
      answers.set(name, own);
      const chats = request.url?.endsWith('/chat/completions');
      const saying = (token: string) => (chats ? { delta: { content: token } } : { text: token });
      let said = 0;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => {
        const token = tokens[said++];
        if (token !== undefined) return response.write(frame(saying(token), null));
        clearInterval(timer);
        own.saidAllAt = performance.now();
        return response.end(`${frame(saying(''), 'stop')}data: [DONE]\n\n`);
      }, paceMs);
      response.on('close', () => {
        clearInterval(timer);
        own.closedAt = performance.now();
        own.aborted = !response.writableFinished;
      });
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets += 1;
    socket.on('close', () => (sockets -= 1));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    answers,
    text: tokens.join(''),
    sockets: () => sockets,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    }
  };
}
