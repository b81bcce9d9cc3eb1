import { Hono } from 'hono';
import { pino } from 'pino';
import { openEnvelope } from '../../../../sync-server/secrets/envelope';
import { onError } from '../../../../sync-server/http/problem';
import type { Env } from '../../../../sync-server/http/route';
import { createScriptedProvider } from '../../../../sync-server/runs/testing/scripted-provider';
import { model } from '../../../../sync-server/runs/testing/harness';
import { createRuns } from '../../../../sync-server/runs/runs';
import { realTimers } from '../../../../sync-server/runs/timers';
import { testPrincipal } from '../../../../sync-server/testing/principal';
import { createTestServer } from '../../../../sync-server/testing/server';
import { createApi } from '$lib/api/client';
import type { RunPorts } from '$lib/runs/ports';

/** The real routes of sync and runs over one database, with a model in the test’s hands. */
export function createChatWorld() {
  const server = createTestServer();
  const provider = createScriptedProvider();
  const { sql } = server.db;
  let ids = 0;
  const runs = createRuns({
    sql,
    writer: server.writer,
    author: server.sync.author,
    log: pino({ level: 'silent' }),
    envelope: openEnvelope({ db: server.db, now: Date.now }),
    timers: realTimers,
    now: Date.now,
    monotonic: () => performance.now(),
    random: () => 0.5,
    newId: () => `run-${++ids}`,
    resolve: async () => ({
      provider,
      model,
      circuit: null,
      call: (content) => ({
        model: model.name,
        kind: content.kind,
        text: content.text,
        messages: content.messages ?? [],
        systemPrompt: content.systemPrompt,
        config: content.modelConfig
      })
    })
  });
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('principal', testPrincipal());
    c.set('requestId', 'r-1');
    c.set('timing', []);
    c.set('now', Date.now);
    await next();
  });
  app.route('/', runs.routes);
  app.onError(onError(pino({ level: 'silent' })));
  const world = {
    server,
    provider,
    sql,
    away: false,
    async request(path: string, init?: RequestInit): Promise<Response> {
      if (world.away) throw new TypeError('Failed to fetch');
      return path.startsWith('/v1/runs') ? app.request(path, init) : server.request(path, init);
    }
  };
  return world;
}
export type ChatWorld = ReturnType<typeof createChatWorld>;

export function portsOf(world: ChatWorld): RunPorts {
  const api = createApi({ fetch: world.request });
  return {
    open: (path, init) => api.raw(path, init),
    feed: null,
    slots: { take: () => () => undefined },
    visible: () => true,
    frame: (work) => {
      work();
      return () => undefined;
    },
    random: () => 0,
    rest: () => new Promise((resolve) => setTimeout(resolve, 5)),
    onwake: () => () => undefined
  };
}
