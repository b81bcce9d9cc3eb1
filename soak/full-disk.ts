import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnServer } from '../sync-server/testing/spawn.ts';

const inside = 'PLAYGROUND_SOAK_TMPFS';

/**
 * The data folder on a tiny tmpfs of `sizes` MB (a mount namespace of its own, gone at the end): pushes
 * until the disk is full, then checks that reading goes on, that nothing acknowledged is missing, and
 * that writing goes on by itself once there is room.
 */
export async function soak(args: string[]) {
  const folder = process.env[inside];
  if (folder) return fill(folder);
  for (const size of args.length > 0 ? args : ['4', '8', '16', '32']) {
    const mount = mkdtempSync(join(tmpdir(), 'playground-disk-'));
    const script = `mount -t tmpfs -o size=${size}m tmpfs ${mount} && exec "$0" soak/run.ts full-disk`;
    const { status } = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath], {
      stdio: 'inherit',
      env: { ...process.env, [inside]: mount }
    });
    rmSync(mount, { recursive: true, force: true });
    if (status !== 0) throw new Error(`The disk of ${size} MB broke a promise; see above.`);
  }
}

async function fill(mount: string) {
  const ballast = join(mount, 'ballast');
  writeFileSync(ballast, Buffer.alloc(1_000_000));
  const data = join(mount, 'data');
  mkdirSync(data);
  const server = await spawnServer({ data });
  try {
    const acknowledged = await pushUntilFull(server.url);
    if ((await fetch(`${server.url}/v1/runs`)).status !== 200)
      throw new Error('Reading stopped when the disk was full.');
    await expectAll(server.url, acknowledged);
    rmSync(ballast);
    const again = await push(server.url, 1_000);
    if (again.status !== 200) throw new Error(`Writing did not go on: ${again.status}`);
    await server.kill();
    await server.start();
    await expectAll(server.url, [...acknowledged, again.id]);
    console.log(
      `full disk: ${acknowledged.length} pushes acknowledged, then STORAGE_FULL; 0 lost; went on after there was room`
    );
  } finally {
    await server.kill();
  }
}

const clientId = crypto.randomUUID();
let cseq = 0;

async function push(url: string, bytes: number) {
  const id = crypto.randomUUID();
  const register = (v: unknown) => ({ v, base: null, baseEff: 0, ts: Date.now() });
  const response = await fetch(`${url}/v1/sync/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId,
      mutations: [
        {
          mid: crypto.randomUUID(),
          cseq: (cseq += 1),
          scope: 'u:local',
          collection: 'presets',
          id,
          sv: 1,
          op: 'create',
          set: {
            name: register(`Preset ${cseq}`),
            content: register('x'.repeat(bytes)),
            createdAt: register(Date.now())
          }
        }
      ]
    })
  });
  return { id, status: response.status, body: (await response.json()) as { code?: string } };
}

async function pushUntilFull(url: string) {
  const acknowledged: string[] = [];
  for (let i = 0; i < 5_000; i++) {
    const { id, status, body } = await push(url, 20_000);
    if (status === 200) acknowledged.push(id);
    else if (body.code === 'STORAGE_FULL') return acknowledged;
    else throw new Error(`A full disk was answered with ${status} ${body.code}.`);
  }
  throw new Error('The disk never filled.');
}

async function expectAll(url: string, ids: string[]) {
  const seen = new Set<string>();
  let cursor: unknown = null;
  for (;;) {
    const response = await fetch(`${url}/v1/sync/pull`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, cursors: { 'u:local': cursor } })
    });
    const answer = (await response.json()) as {
      scopes: Record<string, { rows: { id: string }[]; more: boolean; epoch: string; to: number }>;
    };
    const scope = answer.scopes['u:local'];
    if (!scope) throw new Error('The pull did not answer for the scope.');
    for (const row of scope.rows) seen.add(row.id);
    if (!scope.more) break;
    cursor = { epoch: scope.epoch, seq: scope.to };
  }
  const lost = ids.filter((id) => !seen.has(id));
  if (lost.length > 0) throw new Error(`${lost.length} acknowledged records are missing.`);
}
