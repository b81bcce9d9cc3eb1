import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Hono } from 'hono';
import { hashTables } from '../backups/examine.ts';
import { compose } from '../compose.ts';
import { readSettings } from '../env.ts';
import { createLog } from '../http/log.ts';
import { createAnswerCheck } from './answer-check.ts';
import { factsOf, type Env, type RouteFacts } from '../http/route.ts';

export interface Listed {
  method: string;
  path: string;
  facts: RouteFacts;
}

/** Not part of what an abuse may not change: what counts requests, and what tells of them. */
const besides = ['audit', 'meta'];

/** What an app itself says it answers to. */
export function listedOf(app: Hono<Env>): Listed[] {
  const listed = new Map<string, Listed>();
  for (const { method, path, handler } of app.routes) {
    const facts = factsOf(handler);
    // A page is for people: it answers in words of its own, and its tests stand beside it.
    if (facts && path.startsWith('/v1/')) listed.set(`${method} ${path}`, { method, path, facts });
  }
  return [...listed.values()];
}

/** A whole server on one's own machine over a folder of its own, asked without a network. */
export async function createInstallation(env: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'playground-abuse-'));
  const data = join(root, 'data');
  const lines: string[] = [];
  const installation = await compose(
    readSettings({ PLAYGROUND_DATA: data, PLAYGROUND_PROBE: 'off', ...env }),
    createLog('info', { write: (line) => lines.push(line) }),
    { port: () => 8787, site: root }
  );
  const { app } = installation;
  await installation.prepare();
  const check = createAnswerCheck(app);

  return {
    data,
    /** Every line that was logged. */
    lines,
    /** What the app itself says it answers to; a route added tomorrow is in here. */
    routes: listedOf(app),
    ask: async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers);
      if (!headers.has('host')) headers.set('host', 'localhost:8787');
      return check(method, path, await app.request(path, { ...init, method, headers }));
    },
    /** SHA-256 of every table's rows: equal means that nothing was changed. */
    dump(): string {
      const sql = new Sqlite(join(data, 'playground.sqlite'), { readonly: true });
      try {
        const tables = Object.entries(hashTables(sql)).filter(([name]) => !besides.includes(name));
        return JSON.stringify(tables);
      } finally {
        sql.close();
      }
    },
    async close() {
      await installation.close(0);
      rmSync(root, { recursive: true, force: true });
    }
  };
}

export type Abused = Awaited<ReturnType<typeof createInstallation>>;
