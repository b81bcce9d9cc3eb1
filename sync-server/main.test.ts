import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { holdFolder } from './db/hold-folder.ts';
import { openDatabase } from './db/open.ts';
import { openEnvelope } from './secrets/envelope.ts';

const root = mkdtempSync(join(tmpdir(), 'playground-start-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Starts the real process with these settings and tells what it said and how it ended. */
function start(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['sync-server/main.ts'], {
    env: { ...process.env, PORT: '0', PLAYGROUND_PROBE: 'off', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let said = '';
  const collect = (chunk: Buffer) => (said += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ code, said });
    })
  );
}

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path);
  return path;
}

const cases: Record<string, () => Record<string, string> | Promise<Record<string, string>>> = {
  'PORT has to be a number from 0 to 65535.': () => ({ PORT: '123456' }),
  'HOST has to be localhost, 127.0.0.1 or ::1': () => ({ HOST: '0.0.0.0' }),
  'is not a folder. Set PLAYGROUND_DATA to one.': () => {
    const file = join(root, 'file');
    writeFileSync(file, 'not a folder');
    return { PLAYGROUND_DATA: join(file, 'data') };
  },
  'written by a newer version of the Playground. Update the server': () => {
    const data = folder('newer');
    const { sql } = openDatabase(data);
    sql.prepare('insert into __drizzle_migrations (hash, created_at) values (?, 9e15)').run('x');
    sql.close();
    return { PLAYGROUND_DATA: data };
  },
  'The master key is not the one this database was sealed with.': () => {
    const data = folder('sealed');
    const db = openDatabase(data);
    const envelope = openEnvelope({ db, now: Date.now });
    const context = { organizationId: 'o', connectionId: 'c', kind: 'openai', origin: 'https://a' };
    envelope.seal(context, 'a key');
    db.sql.close();
    writeFileSync(`${data}.key`, `${'5'.repeat(64)}\n`, { mode: 0o600 });
    return { PLAYGROUND_DATA: data };
  },
  'does not hold a master key': () => {
    const data = folder('garbled');
    writeFileSync(`${data}.key`, 'no key at all', { mode: 0o600 });
    return { PLAYGROUND_DATA: data };
  },
  'is damaged; nothing was changed. Put a backup back in its place': () => {
    const data = folder('damaged');
    writeFileSync(join(data, 'playground.sqlite'), 'this is not a database'.repeat(100));
    return { PLAYGROUND_DATA: data };
  },
  'is in use by another Playground.': () => {
    const data = folder('held');
    onTestFinished(holdFolder(data));
    return { PLAYGROUND_DATA: data };
  },
  'Nobody owns this server yet, so it does not listen beyond this machine.': () => ({
    PLAYGROUND_MODE: 'team',
    PLAYGROUND_DATA: folder('unowned'),
    HOST: '0.0.0.0',
    PLAYGROUND_URL: 'https://play.test',
    PLAYGROUND_TRUST_PROXY_HOPS: '1'
  }),
  'is in use. Stop what listens there, or set PORT to another one.': async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    busy.unref();
    const address = busy.address();
    return { PORT: String(typeof address === 'object' && address ? address.port : 0) };
  }
};

test.each(Object.entries(cases))(
  'it does not start, but says: %s',
  async (sentence, prepare) => {
    const env = await prepare();
    const { code, said } = await start({ PLAYGROUND_DATA: join(root, 'none'), ...env });
    expect(said).toContain(sentence);
    expect(said.trim().split('\n'), 'one sentence, no stack').toHaveLength(1);
    expect(code).toBe(78);
  },
  30_000
);
