import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { v7 } from 'uuid';
import type { PushResponse } from '#shared/protocol';
import { freePort } from '../../sync-server/testing/spawn.ts';
import { tracedCalls } from './trace.ts';

interface Recording {
  /** The server's data folder; empty at first, so that its birth is recorded too. */
  folder: string;
  /** Where the trace goes. */
  trace: string;
  /** What to run: the server, or one that must fail. */
  entry: string;
  clients: number;
  pushesEach: number;
}

const perPush = 10;

/** Runs a server under strace and pushes to it; returns the mids its answers called applied. */
export async function record(recording: Recording): Promise<Set<string>> {
  if (spawnSync('strace', ['-V']).status !== 0)
    throw new Error('This soak records the server with strace: apt-get install -y strace');
  const port = await freePort();
  const server = spawn(
    'strace',
    [
      '-f',
      '-yy',
      '-xx',
      '-s',
      '4000000',
      '-o',
      recording.trace,
      '-e',
      `trace=${tracedCalls.join(',')}`,
      '-e',
      'signal=none',
      process.execPath,
      recording.entry
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        PORT: String(port),
        PLAYGROUND_DATA: recording.folder,
        PLAYGROUND_PROBE: 'off',
        LOG_LEVEL: 'silent'
      }
    }
  );
  const ended = once(server, 'exit');
  const url = `http://localhost:${port}`;
  try {
    await untilReady(url, () => server.exitCode !== null);
    const clients = Array.from({ length: recording.clients }, (_, index) =>
      push(url, `client-${index}`, recording.pushesEach)
    );
    return new Set((await Promise.all(clients)).flat());
  } finally {
    // The tracer goes by itself when what it traces is gone, and only then is the trace whole.
    const children = `/proc/${server.pid}/task/${server.pid}/children`;
    if (server.exitCode === null)
      for (const pid of readFileSync(children, 'utf8').trim().split(' '))
        process.kill(Number(pid), 'SIGKILL');
    await ended;
  }
}

async function untilReady(url: string, hasEnded: () => boolean) {
  for (let tries = 0; tries < 1200; tries++) {
    if (hasEnded()) throw new Error('The recorded server ended by itself.');
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The recorded server did not become ready.');
}

async function push(url: string, clientId: string, pushes: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let cseq = 1; cseq < pushes * perPush; cseq += perPush) {
    const mutations = Array.from({ length: perPush }, (_, index) => {
      const [mid, id] = [v7(), v7()];
      const set = { name: { v: mid, base: null, baseEff: 0, ts: Date.now() } };
      const of = { scope: 'u:local', collection: 'presets', sv: 1, op: 'create' };
      return { ...of, mid, id, cseq: cseq + index, set };
    });
    const response = await fetch(`${url}/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, mutations })
    });
    const { results } = (await response.json()) as PushResponse;
    for (const { mid, status } of results) if (status === 'applied') acknowledged.push(mid);
  }
  return acknowledged;
}
