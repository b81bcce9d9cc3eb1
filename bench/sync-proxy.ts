import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Something between browser and server that counts what passes, and can be slow like a network. */
export interface Proxy {
  url: string;
  /** Since the last call. */
  take(): Traffic;
  /** What the way is like from now on; `local` at first. */
  become(network: Network): void;
  close(): void;
}

export interface Traffic {
  requests: number;
  bytesUp: number;
  bytesDown: number;
}

interface Options {
  /** The server's port; asked for at every connection, as the server may need the proxy's first. */
  target: () => number;
  /** Answered here, not by the server: the bench's page and its script. */
  page: Record<string, { type: string; body: string }>;
}

export interface Network {
  /** Milliseconds there and back; 0 passes at once. */
  roundTrip: number;
  /** Bits per second each way. */
  rate: number;
}

export const local: Network = { roundTrip: 0, rate: Infinity };
export const far: Network = { roundTrip: 50, rate: 10_000_000 };

export async function startProxy({ target, page }: Options): Promise<Proxy> {
  let network = local;
  let traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };
  const sockets = new Set<Socket>();

  /** Hands chunks on in order, each half a round trip and its own length on the wire later. */
  function lane(to: Socket) {
    let free = 0;
    // Timers of unequal lengths may fire out of turn on a busy machine; the bytes may not.
    const waiting: Buffer[] = [];
    const handOn = () => {
      const chunk = waiting.shift();
      if (chunk && to.writable) to.write(chunk);
    };
    return (chunk: Buffer) => {
      const { roundTrip, rate } = network;
      if (roundTrip === 0) return void (to.writable && to.write(chunk));
      const now = performance.now();
      free = Math.max(free, now) + (chunk.length * 8000) / rate;
      waiting.push(chunk);
      setTimeout(handOn, free - now + roundTrip / 2);
    };
  }

  const server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1');
    const up = lane(upstream);
    const down = lane(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      // A reset is the end of the connection like any other; `close` follows.
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (chunk) => {
      const head = /^(?:GET|POST|PUT|DELETE|OPTIONS) (\S+) HTTP\/1\.1\r\n/.exec(
        chunk.toString('latin1', 0, 2000)
      );
      const own = head?.[1] === undefined ? undefined : page[head[1]];
      if (own) {
        const length = Buffer.byteLength(own.body);
        client.write(
          `HTTP/1.1 200 OK\r\ncontent-type: ${own.type}\r\ncontent-length: ${length}\r\n\r\n${own.body}`
        );
        return;
      }
      if (head) traffic.requests += 1;
      traffic.bytesUp += chunk.length;
      up(chunk);
    });
    upstream.on('data', (chunk) => {
      traffic.bytesDown += chunk.length;
      down(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = traffic;
      traffic = { requests: 0, bytesUp: 0, bytesDown: 0 };
      return taken;
    },
    become(next) {
      network = next;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  };
}
