import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromptContent } from '#shared/prompt-fields';
import type { Problem } from '../sync-server/http/problem.ts';
import type { PullResponse } from '#shared/protocol';
import { makeBackup } from '../sync-server/backups/make-backup.ts';
import { BackupRefused } from '../sync-server/backups/refused.ts';
import { spawnServer } from '../sync-server/testing/spawn.ts';

const inside = 'PLAYGROUND_SOAK_TMPFS';

/**
 * The data folder on a tiny tmpfs of so many MB (a mount namespace of its own, gone at the end): pushes
 * until the disk is full, with a run in the middle of its stream. Then reading has to go on, nothing
 * acknowledged may be missing, new work and backups are refused with STORAGE_FULL, and all of it has to go on by
 * itself, without a restart, once there is room.
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
    console.log(`full disk: ${size} MB kept every promise`);
  }
}

async function fill(mount: string) {
  const ballast = join(mount, 'ballast');
  const { bsize, blocks } = statfsSync(mount);
  // What is freed later: enough for SQLite to move its log (4 MB) into the database.
  writeFileSync(ballast, Buffer.alloc(Math.min((bsize * blocks) / 2, 6_000_000)));
  const data = join(mount, 'data');
  mkdirSync(data);
  const server = await spawnServer({ data });
  const { url } = server;
  const { pid } = server;
  try {
    const before = await startRun(url, 300);
    const acknowledged = await pushUntilFull(url);
    const fillMore = async () => void acknowledged.push(...(await pushUntilFull(url)));

    await refuses('a run', fillMore, () => postRun(url, { maxTokens: 5 }));
    await refuses('a connection', fillMore, () =>
      post(url, '/v1/connections', {
        kind: 'openai-compatible',
        name: 'Full',
        baseUrl: 'http://127.0.0.1:9/v1'
      })
    );
    // What is never written down needs no disk.
    const temporary = await startRun(url, 5, false);
    expectEnd('A temporary run', await readToEnd(url, temporary), ['done']);
    const midway = await readToEnd(url, before);
    expectEnd('The run that was live', midway, ['done', 'STORAGE_FULL']);
    for (const path of ['/v1/runs', '/v1/models', '/v1/connections', '/readyz'])
      if ((await fetch(url + path)).status !== 200) throw new Error(`${path} stopped to answer.`);
    await expectAll(url, acknowledged);
    await refusesBackup(data);

    rmSync(ballast);
    const again = await push(url, 1_000);
    if (again.status !== 200) throw new Error(`Writing did not go on: ${again.status}`);
    const after = await readToEnd(url, await startRun(url, 20));
    expectEnd('A run with room again', after, ['done']);
    await untilKept(url, before, midway.text);
    if (server.pid !== pid) throw new Error('The server was started anew in between.');

    await server.kill();
    await server.start();
    await expectAll(url, [...acknowledged, again.id]);
    const kept = await outputOf(url, before);
    if (kept !== midway.text) throw new Error('The text of the run that was live is another now.');
    console.log(
      `${acknowledged.length} pushes acknowledged before STORAGE_FULL, 0 lost; ` +
        `the live run ended with ${midway.end} and ${midway.text.length} characters, all kept`
    );
  } catch (error) {
    console.error(server.output());
    throw error;
  } finally {
    await server.kill();
  }
}

/** A backup that finds no room says so and leaves nothing behind. */
async function refusesBackup(dataFolder: string) {
  for (const kind of ['manual', 'automatic'] as const) {
    const made = await makeBackup({ dataFolder, kind, at: Date.now() }).catch(
      (error: unknown) => error
    );
    if (!(made instanceof BackupRefused)) throw new Error(`A ${kind} backup was not refused.`);
  }
  const left = readdirSync(join(dataFolder, 'backups'));
  if (left.length > 0) throw new Error(`A refused backup left ${left.join(', ')}.`);
}

const clientId = crypto.randomUUID();
let cseq = 0;

function post(url: string, path: string, body: unknown) {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
}

async function push(url: string, bytes: number) {
  const id = crypto.randomUUID();
  const register = (v: unknown) => ({ v, base: null, baseEff: 0, ts: Date.now() });
  const response = await post(url, '/v1/sync/push', {
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
  });
  return { id, status: response.status, body: (await response.json()) as Partial<Problem> };
}

/** Fills the disk in big steps and then in small ones, so that not even a small record fits. */
async function pushUntilFull(url: string) {
  const acknowledged: string[] = [];
  for (const bytes of [100_000, 20_000, 2_000, 10]) {
    for (;;) {
      const { id, status, body } = await push(url, bytes);
      if (status === 200) acknowledged.push(id);
      else if (status === 507 && body.code === 'STORAGE_FULL') break;
      else throw new Error(`A full disk was answered with ${status} ${body.code}.`);
      if (acknowledged.length > 20_000) throw new Error('The disk never filled.');
    }
  }
  return acknowledged;
}

/** Something small may still find a free page: then the disk is filled up again and it is asked anew. */
async function refuses(what: string, fillMore: () => Promise<void>, ask: () => Promise<Response>) {
  for (let tries = 0; tries < 20; tries++) {
    const response = await ask();
    const body = (await response.json()) as Partial<Problem>;
    if (response.status === 507 && body.code === 'STORAGE_FULL') return;
    if (!response.ok)
      throw new Error(`On a full disk ${what} was answered with ${response.status} ${body.code}.`);
    await fillMore();
  }
  throw new Error(`On a full disk ${what} was never refused.`);
}

function postRun(url: string, { maxTokens, store = true }: { maxTokens: number; store?: boolean }) {
  const content: PromptContent = {
    kind: 'text',
    text: 'The garden in March',
    systemPrompt: '',
    variables: [],
    modelConfig: { maxTokens },
    tools: [],
    outputSchema: null
  };
  return post(url, '/v1/runs', { content, store });
}

async function startRun(url: string, maxTokens: number, store = true): Promise<string> {
  const response = await postRun(url, { maxTokens, store });
  const body = (await response.json()) as { runId?: string; code?: string };
  if (!body.runId) throw new Error(`A run was answered with ${response.status} ${body.code}.`);
  return body.runId;
}

/** Reads a run's events until its terminal one: `done`, or the code of its error. */
async function readToEnd(url: string, runId: string): Promise<{ end: string; text: string }> {
  let text = '';
  for (let after = 0; ;) {
    const response = await fetch(`${url}/v1/runs/${runId}/log?after=${after}&wait=20`);
    const { items } = (await response.json()) as {
      items: { seq: number; type: string; data: { text?: string; code?: string } }[];
    };
    for (const { seq, type, data } of items) {
      after = seq;
      if (type === 'snapshot') text = data.text ?? '';
      if (type === 'token') text += data.text ?? '';
      if (type === 'done') return { end: 'done', text };
      if (type === 'error') return { end: data.code ?? 'error', text };
    }
  }
}

function expectEnd(what: string, { end, text }: { end: string; text: string }, allowed: string[]) {
  if (!allowed.includes(end) || text === '')
    throw new Error(`${what} ended with ${end} and ${text.length} characters.`);
}

async function outputOf(url: string, runId: string): Promise<string> {
  const response = await fetch(`${url}/v1/runs/${runId}/output`);
  return ((await response.json()) as { text: string }).text;
}

/** The end of a run that found no room is written down by itself, at most a minute later. */
async function untilKept(url: string, runId: string, text: string) {
  for (let tries = 0; tries < 140; tries++) {
    const response = await fetch(`${url}/v1/runs/${runId}`);
    const { live } = (await response.json()) as { live: boolean };
    if (!live && (await outputOf(url, runId)) === text && (await isInHistory(url, runId))) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The run that was live is still not kept.');
}

async function isInHistory(url: string, runId: string): Promise<boolean> {
  const rows = await pullAll(url);
  const status = rows.get(runId)?.['status'];
  // Not there yet: the disk was full before the run could be announced.
  return status !== undefined && status !== 'streaming';
}

async function expectAll(url: string, ids: string[]) {
  const rows = await pullAll(url);
  const lost = ids.filter((id) => !rows.has(id));
  if (lost.length > 0) throw new Error(`${lost.length} acknowledged records are missing.`);
}

async function pullAll(url: string) {
  const rows = new Map<string, Record<string, unknown>>();
  let cursor: { epoch: string; seq: number; mark: string | null } = {
    epoch: '',
    seq: 0,
    mark: null
  };
  for (;;) {
    const response = await post(url, '/v1/sync/pull', { clientId, cursors: { 'u:local': cursor } });
    const { epoch, scopes } = (await response.json()) as PullResponse;
    const page = scopes['u:local'];
    if (page?.kind !== 'page') throw new Error('The pull did not answer for the scope.');
    for (const row of page.rows) rows.set(row.id, row.body);
    if (!page.more) return rows;
    cursor = { epoch, seq: page.to, mark: page.mark };
  }
}
