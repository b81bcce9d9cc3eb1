import { fork } from 'node:child_process';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a measured process has used so far. */
export interface Used {
  /** Microseconds of CPU, user and system. */
  cpu: number;
  rss: number;
}

export interface Child {
  port: number;
  used(): Promise<Used>;
  stop(): Promise<void>;
}

/** Starts a server in a process of its own, so that its CPU can be told from everybody else's. */
export async function startChild(file: string, env: Record<string, string> = {}): Promise<Child> {
  const child = fork(new URL(file, import.meta.url), { env: { ...process.env, ...env } });
  const message = <T>() =>
    new Promise<T>((resolve, reject) => {
      child.once('message', (value) => resolve(value as T));
      child.once('exit', (code) => reject(new Error(`${file} ended with ${String(code)}.`)));
    });
  const { port } = await message<{ port: number }>();
  child.setMaxListeners(0);
  return {
    port,
    async used() {
      const answer = message<Used>();
      child.send('used');
      return answer;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  };
}

/** The other end: listens on a free port and answers for its use. */
export function serveChild(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() } satisfies Used);
  });
  process.on('disconnect', () => process.exit(0));
}
