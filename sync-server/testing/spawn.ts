import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** A real server process over a data folder of its own, which can be killed and started again. */
export interface SpawnedServer {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  readonly pid: number;
  /** Everything it wrote, for a failing test's message. */
  output(): string;
  start(): Promise<void>;
  /** SIGKILL by default: no goodbye. Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Kills it and removes its data. */
  dispose(): Promise<void>;
}

export interface SpawnOptions {
  /** One that had to be known before the server was there. */
  port?: number;
  env?: Record<string, string>;
  /** A folder to use instead of a temporary one; it is not removed. */
  data?: string;
  /** What to run: the built server, or its sources. */
  entry?: string;
  /** How long it may take to answer, in milliseconds: more where the machine is kept busy. */
  readyMs?: number;
}

export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const data = options.data ?? join(folder, 'data');
  const entry = options.entry ?? 'build/server/main.js';
  const url = `http://localhost:${port}`;
  const readyMs = options.readyMs ?? 120_000;
  let child: ChildProcess | null = null;
  let output = '';

  async function start() {
    const started = spawn(process.execPath, [entry], {
      env: {
        ...process.env,
        PORT: String(port),
        PLAYGROUND_DATA: data,
        PLAYGROUND_PROBE: 'off',
        LOG_LEVEL: 'warn',
        NODE_ENV: 'production',
        ...options.env
      },
      stdio: ['ignore', 'pipe', 'pipe']
    });
    child = started;
    const collect = (chunk: Buffer) => (output += chunk.toString());
    started.stdout.on('data', collect);
    started.stderr.on('data', collect);
    const deadline = performance.now() + readyMs;
    while (performance.now() < deadline) {
      if (started.exitCode !== null)
        throw new Error(`The server ended with ${started.exitCode}:\n${output}`);
      const ready = await fetch(`${url}/readyz`).then(
        (response) => response.ok,
        () => false
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`The server was not ready in ${readyMs} ms:\n${output}`);
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL') {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    await new Promise((resolve) => {
      running.once('exit', resolve);
      running.kill(signal);
    });
  }

  try {
    await start();
  } catch (error) {
    await kill();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    port,
    data,
    get pid() {
      return child?.pid ?? 0;
    },
    output: () => output,
    start,
    kill,
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
