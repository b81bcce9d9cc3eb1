import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Seeded } from '#shared/testing/seeded';

/** A bad line between one client and the server. */
export interface FaultProxy {
  url: string;
  /** No more faults from now on; a partition ends at once. */
  calm(): void;
  /** What it did, for the report. */
  done: { partitions: number; cut: number; lost: number; delayed: number };
  close(): Promise<void>;
}

const healthyMs = 8_000;
const partitionMs = 10_000;
const delayMs = 400;

/**
 * Passes requests on to the server at `port`, and in between partitions for up to 10 s (every connection
 * breaks and no new one is answered), loses requests, cuts answers off in the middle, and delays.
 */
export async function createFaultProxy(port: number, seed: Seeded): Promise<FaultProxy> {
  const done = { partitions: 0, cut: 0, lost: 0, delayed: 0 };
  const open = new Set<ServerResponse>();
  let faulty = true;
  let partitioned = false;
  let timer = setTimeout(partition, seed.below(healthyMs));

  function partition() {
    done.partitions += 1;
    partitioned = true;
    for (const response of open) response.destroy();
    timer = setTimeout(heal, seed.below(partitionMs));
  }

  function heal() {
    partitioned = false;
    timer = setTimeout(partition, seed.below(healthyMs));
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse) {
    open.add(response);
    response.on('close', () => open.delete(response));
    const body = await readAll(incoming);
    if (faulty && seed.chance(0.2)) {
      done.delayed += 1;
      await new Promise((resolve) => setTimeout(resolve, seed.below(delayMs)));
    }
    if (partitioned || (faulty && seed.chance(0.05))) {
      done.lost += 1;
      response.destroy();
      return;
    }
    const headers = { ...incoming.headers, host: `localhost:${port}` };
    const { method, url: path } = incoming;
    const cuts = faulty && seed.chance(0.08);
    const onward = ask({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        if (!cuts) return void response.write(chunk);
        done.cut += 1;
        response.write(chunk.subarray(0, chunk.length / 2), () => response.destroy());
      });
      answer.on('end', () => response.end());
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    done,
    calm() {
      clearTimeout(timer);
      faulty = false;
      partitioned = false;
    },
    async close() {
      clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
