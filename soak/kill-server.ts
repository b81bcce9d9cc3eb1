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
  /** Changes whose answer a kill swallowed, and that were pushed again to the next server. */
  resent: number;
  lost: string[];
  /** Mutations that stand in the database more than once, or were applied again when pushed again. */
  doubled: number;
  integrity: string;
}

/** A device that does not forget: what was not answered is pushed again, under the same ids. */
interface Writer {
  clientId: string;
  cseq: number;
  unanswered: Mutation[];
}

interface Tally {
  acknowledged: Set<string>;
  resent: number;
}

const scope = 'u:local';
const perPush = 10;

/**
 * Kills the server (SIGKILL) at random while devices push, starts it again on the same data, and looks
 * whether every mutation it has acknowledged is there, once.
 */
export async function killServer(kills: number, clients = 8): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-kill-'));
  const tally: Tally = { acknowledged: new Set(), resent: 0 };
  const writers = Array.from({ length: clients }, (_, index) => aWriter(`writer-${index}`));
  const port = await freePort();
  const base = `http://localhost:${port}`;
  try {
    // The last life is calm: whatever is still unanswered arrives.
    for (let count = 0; count <= kills; count++) {
      const server = start(port, folder);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      try {
        await untilReady(base, server);
        let alive = count < kills;
        const load = Promise.all(writers.map((one) => pushUntil(base, one, tally, () => alive)));
        if (alive) await pause(1 + Math.random() * 400);
        else await load;
        server.kill('SIGKILL');
        alive = false;
        await load;
      } finally {
        server.kill('SIGKILL');
        await ended;
      }
    }
    const pending = writers.flatMap(({ unanswered }) => unanswered);
    if (pending.length > 0) throw new Error(`${pending.length} changes were never answered.`);
    return { kills, resent: tally.resent, ...examine(folder, tally.acknowledged) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function aWriter(clientId: string): Writer {
  return { clientId, cseq: 0, unanswered: [] };
}

/** Pushes until the server dies. Only what an answer said is counted; a lost answer promises nothing. */
async function pushUntil(base: string, writer: Writer, tally: Tally, go: () => boolean) {
  tally.resent += writer.unanswered.length;
  while (go() || writer.unanswered.length > 0) {
    if (writer.unanswered.length === 0)
      for (let made = 0; made < perPush; made++)
        writer.unanswered.push(aMutation((writer.cseq += 1)));
    let answer: PushResponse;
    try {
      const response = await fetch(`${base}/v1/sync/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId: writer.clientId, mutations: writer.unanswered })
      });
      answer = (await response.json()) as PushResponse;
    } catch {
      return; // killed in between: whatever was under way was not acknowledged
    }
    for (const { mid, status } of answer.results) {
      if (status !== 'applied') throw new Error(`${mid} was answered with ${status}.`);
      tally.acknowledged.add(mid);
    }
    writer.unanswered = [];
  }
}

function aMutation(cseq: number): Mutation {
  const [mid, id] = [v7(), v7()];
  const set = { name: { v: mid, base: null, baseEff: 0, ts: Date.now() } };
  return { mid, cseq, scope, collection: 'presets', id, sv: 1, op: 'create', set };
}

function examine(folder: string, acknowledged: Set<string>) {
  const sql = new Sqlite(join(folder, 'playground.sqlite'));
  const names = sql
    .prepare("select json_extract(body, '$.name') from records where collection = 'presets'")
    .pluck()
    .all() as string[];
  // A record has one change here; a second application would have moved it to a later seq.
  const moved = sql
    .prepare(
      `select count(*) from records join applied on applied.mid = json_extract(body, '$.name')
       where records.seq <> applied.seq`
    )
    .pluck()
    .get() as number;
  const integrity = String(sql.pragma('integrity_check', { simple: true }));
  sql.close();
  const there = new Set(names);
  const standing = names.filter((name) => acknowledged.has(name)).length;
  const kept = [...acknowledged].filter((mid) => there.has(mid)).length;
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((mid) => !there.has(mid)),
    doubled: standing - kept + moved,
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

export async function soak([kills = '40', clients = '8']: string[]) {
  const report = await killServer(Number(kills), Number(clients));
  console.log(
    `${report.kills} kills under ${clients} clients, ${report.acknowledged} acknowledged, ` +
      `${report.resent} pushed again, ${report.lost.length} lost, ` +
      `${report.doubled} applied twice, integrity ${report.integrity}`
  );
  if (report.lost.length > 0 || report.doubled !== 0 || report.integrity !== 'ok')
    throw new Error('An acknowledged mutation was lost or applied twice.');
}
