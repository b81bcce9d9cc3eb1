import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HoldingProxy {
  url: string;
  close(): Promise<void>;
}

/** A proxy that passes on a stream of events only when it is over, as some networks do. */
export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  const to = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: to.host };
    if (headers.origin) headers.origin = target;
    const options = { port: to.port, host: to.hostname, path: incoming.url, headers };
    const asked = request({ ...options, method: incoming.method }, (answer) => {
      const chunks: Buffer[] = [];
      const holds = answer.headers['content-type']?.startsWith('text/event-stream');
      if (!holds) outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => (holds ? chunks.push(chunk) : outgoing.write(chunk)));
      answer.on('end', () => {
        if (holds) outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.end(Buffer.concat(chunks));
      });
      answer.on('error', () => outgoing.destroy());
    });
    asked.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asked.destroy());
    incoming.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    }
  };
}
