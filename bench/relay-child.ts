import { fork } from 'node:child_process';
import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a measured process has used so far. */
export interface Used {
  /** Microseconds of CPU, user and system. */
  cpu: number;
  /** Bytes of the heap and of buffers, after rubbish was collected when that was asked for. */
  memory: number;
}

export interface Child {
  port: number;
  used(): Promise<Used>;
  /** Collects its rubbish first, which costs CPU: not inside a window in which that is counted. */
  memory(): Promise<Used>;
  /** Epoch milliseconds at which the upstream next loses a listener in the middle of an answer. */
  nextCut(): Promise<number>;
  stop(): Promise<void>;
}

interface Message {
  port?: number;
  used?: Used;
  cutAt?: number;
}

/** Starts a server in a process of its own, so that its CPU can be told from everybody else's. */
export async function startChild(file: string, env: Record<string, string> = {}): Promise<Child> {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...env },
    execArgv: ['--expose-gc', ...(process.env['RELAY_ARGS']?.split(' ') ?? [])]
  });
  child.setMaxListeners(0);
  /** The next message that carries what is asked for. */
  const next = <Name extends keyof Message>(name: Name) =>
    new Promise<NonNullable<Message[Name]>>((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`${file} ended with ${code}.`));
      const hear = (message: unknown) => {
        const value = (message as Message)[name];
        if (value === undefined) return;
        child.off('message', hear);
        child.off('exit', gone);
        resolve(value);
      };
      child.on('message', hear);
      child.once('exit', gone);
    });
  const ask = (what: 'used' | 'memory') => {
    const answer = next('used');
    child.send(what);
    return answer;
  };
  return {
    port: await next('port'),
    used: () => ask('used'),
    memory: () => ask('memory'),
    nextCut: () => next('cutAt'),
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
  process.on('message', async (what) => {
    const { user, system } = process.cpuUsage();
    if (what === 'memory') {
      globalThis.gc?.();
      await sleep(100); // buffers go with the next collection
      globalThis.gc?.();
    }
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({ used: { cpu: user + system, memory: heapUsed + external } });
  });
  process.on('disconnect', () => process.exit(0));
}
