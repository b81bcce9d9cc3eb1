import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { freePort } from '../sync-server/testing/spawn.ts';

/**
 * `npm run soak -- bad-disk [faults]`: a disk whose n-th fsync fails with EIO (strace does it). The push in
 * question has to be answered with "unknown", the same push sent again has to be applied once, and nothing
 * acknowledged may be missing.
 */
export async function soak([faults = '8']: string[]) {
  for (let nth = 1; nth <= Number(faults); nth++) {
    const { refused, acknowledged } = await trial(12 + nth * 3);
    console.log(
      `bad disk, fsync ${12 + nth * 3}: ${acknowledged} acknowledged, answered meanwhile: ${refused.join(', ') || 'nothing'}`
    );
  }
}

async function trial(nth: number): Promise<{ refused: string[]; acknowledged: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-bad-disk-'));
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const child = spawn(
    'strace',
    [
      '-f',
      '-qq',
      '-e',
      'trace=fsync',
      '-e',
      `inject=fsync:error=EIO:when=${nth}`,
      '-o',
      '/dev/null',
      process.execPath,
      'sync-server/main.ts'
    ],
    {
      stdio: 'ignore',
      detached: true, // strace holds signals back, so the whole group is told
      env: {
        ...process.env,
        PORT: String(port),
        PLAYGROUND_DATA: join(folder, 'data'),
        PLAYGROUND_PROBE: 'off',
        LOG_LEVEL: 'silent'
      }
    }
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await untilReady(base, () => child.exitCode);
    const refused: string[] = [];
    const ids: string[] = [];
    for (let cseq = 1; cseq <= 40; cseq++) {
      const id = v7();
      const mutation = aMutation(cseq, id);
      for (let tries = 0; ; tries++) {
        const answer = await push(base, mutation);
        if (answer === 'applied') break;
        refused.push(answer);
        if (!/^503 OUTCOME_UNKNOWN|^503 SERVER_BUSY|^507/.test(answer) || tries > 5)
          throw new Error(`A failed fsync was answered with ${answer}.`);
      }
      ids.push(id);
    }
    tell(child.pid, 'SIGTERM');
    await ended;
    const sql = new Sqlite(join(folder, 'data', 'playground.sqlite'));
    const known = new Set(
      sql.prepare("select id from records where collection = 'presets'").pluck().all()
    );
    const twice = sql.prepare('select count(*) - count(distinct mid) from applied').pluck().get();
    const integrity = sql.pragma('integrity_check', { simple: true });
    sql.close();
    const lost = ids.filter((id) => !known.has(id));
    if (lost.length > 0 || twice !== 0 || integrity !== 'ok')
      throw new Error(
        `${lost.length} lost, ${String(twice)} twice, integrity ${String(integrity)}`
      );
    return { refused, acknowledged: ids.length };
  } finally {
    tell(child.pid, 'SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tells a group of processes; one that is gone already needs no telling. */
function tell(pid: number | undefined, signal: NodeJS.Signals) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function aMutation(cseq: number, id: string) {
  const set = { name: { v: id, base: null, baseEff: 0, ts: Date.now() } };
  return { mid: v7(), cseq, scope: 'u:local', collection: 'presets', id, sv: 1, op: 'create', set };
}

async function push(base: string, mutation: ReturnType<typeof aMutation>): Promise<string> {
  const response = await fetch(`${base}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: 'bad-disk', mutations: [mutation] })
  });
  const body = (await response.json()) as { code?: string; results?: { status: string }[] };
  return body.results?.[0]?.status ?? `${response.status} ${body.code}`;
}

async function untilReady(base: string, exitCode: () => number | null) {
  for (let tries = 0; tries < 1_200; tries++) {
    if (exitCode() !== null) throw new Error(`The server ended with ${exitCode()}.`);
    const ready = await fetch(`${base}/readyz`).then(
      (response) => response.ok,
      () => false
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The server did not become ready.');
}
