import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import type { Mutation } from '#shared/mutations';
import type { PushResponse } from '#shared/protocol';

interface Report {
  kills: number;
  acknowledged: number;
  lost: string[];
  /** Mutations that stand in the database more than once. */
  doubled: number;
  integrity: string;
}

const scope = 'u:local';
const writers = 4;
const perPush = 10;

/**
 * Kills the server (SIGKILL) at random while devices push, starts it again on the same data, and looks
 * whether every mutation it has acknowledged is there, once.
 */
export async function killServer(kills: number): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-kill-'));
  const acknowledged = new Set<string>();
  const port = await freePort();
  const base = `http://localhost:${port}`;
  try {
    for (let count = 0; count < kills; count++) {
      const server = start(port, folder);
      await untilReady(base, server);
      let alive = true;
      const load = Promise.all(
        Array.from({ length: writers }, (_, index) =>
          pushUntil(base, `${count}-${index}`, acknowledged, () => alive)
        )
      );
      await pause(1 + Math.random() * 400);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      alive = false;
      await Promise.all([ended, load]);
    }
    return { kills, ...examine(folder, acknowledged) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pushes until the server dies. Only what an answer said is counted; a lost answer promises nothing. */
async function pushUntil(
  base: string,
  client: string,
  acknowledged: Set<string>,
  go: () => boolean
) {
  for (let cseq = 1; go(); cseq += perPush) {
    const mutations = Array.from({ length: perPush }, (_, index) => aMutation(cseq + index));
    try {
      const response = await fetch(`${base}/v1/sync/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId: client, mutations })
      });
      const { results } = (await response.json()) as PushResponse;
      for (const { mid, status } of results) if (status === 'applied') acknowledged.add(mid);
    } catch {
      return; // killed in between: whatever was under way was not acknowledged
    }
  }
}

function aMutation(cseq: number): Mutation {
  const [mid, id] = [v7(), v7()];
  const set = { name: { v: mid, base: null, baseEff: 0, ts: Date.now() } };
  return { mid, cseq, scope, collection: 'presets', id, sv: 1, op: 'create', set };
}

function examine(folder: string, acknowledged: Set<string>): Omit<Report, 'kills'> {
  const sql = new Sqlite(join(folder, 'playground.sqlite'));
  const names = sql
    .prepare("select json_extract(body, '$.name') from records where collection = 'presets'")
    .pluck()
    .all() as string[];
  const integrity = String(sql.pragma('integrity_check', { simple: true }));
  sql.close();
  const there = new Set(names);
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((mid) => !there.has(mid)),
    doubled: names.filter((name) => acknowledged.has(name)).length - acknowledged.size,
    integrity
  };
}

function start(port: number, folder: string): ChildProcess {
  const environment = {
    ...process.env,
    PORT: String(port),
    PLAYGROUND_DATA: folder,
    PLAYGROUND_PROBE: 'off',
    LOG_LEVEL: 'silent'
  };
  return spawn(process.execPath, ['sync-server/main.ts'], { env: environment, stdio: 'ignore' });
}

async function untilReady(base: string, server: ChildProcess) {
  for (let tries = 0; tries < 400; tries++) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
    const ready = await fetch(`${base}/readyz`).then(
      (response) => response.ok,
      () => false
    );
    if (ready) return;
    await pause(50);
  }
  throw new Error('The server did not become ready.');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function soak([kills = '40']: string[]) {
  const report = await killServer(Number(kills));
  console.log(
    `${report.kills} kills, ${report.acknowledged} acknowledged, ${report.lost.length} lost, ` +
      `${report.doubled} doubled, integrity ${report.integrity}`
  );
  if (report.lost.length > 0 || report.doubled !== 0 || report.integrity !== 'ok')
    throw new Error('An acknowledged mutation was lost or doubled.');
}
