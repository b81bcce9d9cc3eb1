import { Agent, createServer, request as call } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { serveChild } from './relay-child.ts';

// The floor: bytes from one socket to the other, nothing read, nothing kept.
const agent = new Agent({ keepAlive: true });
const port = Number(process.env['UPSTREAM_PORT']);

/** Each hop keeps or closes its connection for itself, as ours does. */
function withoutHop({ connection: _, ...headers }: IncomingHttpHeaders) {
  return headers;
}

serveChild(
  createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const { method, url: path } = request;
    const headers = withoutHop(request.headers);
    const upstream = call({ agent, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers));
      answer.pipe(response);
    });
    request.pipe(upstream);
  })
);
