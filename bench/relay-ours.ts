import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { destination, pino } from 'pino';
import { v7 } from 'uuid';
import { splitModelId } from '#shared/model-config';
import { describeModel } from '#shared/model-registry';
import type { ModelInfo } from '#shared/models';
import { createStreams } from '../sync-server/http/streams.ts';
import { testPrincipal } from '../sync-server/testing/principal.ts';
import { createApp } from '../sync-server/app.ts';
import { openDatabase } from '../sync-server/db/open.ts';
import { createWriter } from '../sync-server/db/writer.ts';
import { createEgress } from '../sync-server/providers/egress.ts';
import { createHttpProvider } from '../sync-server/providers/http-call.ts';
import { openaiChat } from '../sync-server/providers/openai-chat.ts';
import { createRuns } from '../sync-server/runs/runs.ts';
import { createSyncServer } from '../sync-server/sync/sync.ts';
import { serveChild } from './relay-child.ts';

// The whole way of a run, as the product goes it: adapter, log, persistence, history, subscriber.
const baseUrl = `http://127.0.0.1:${process.env['UPSTREAM_PORT']}/v1`;
const model: ModelInfo = {
  ...describeModel({ connectionId: 'bench', kind: 'openai', name: 'm', host: '', local: false }),
  textDialect: 'openai-chat',
  messagesDialect: 'openai-chat',
  params: [],
  refused: []
};

const { sql, folder } = openDatabase(process.env['DATA'] ?? ':memory:');
const writer = createWriter(sql);
const now = () => Date.now();
const monotonic = () => performance.now();
const every = (ms: number, tick: () => void) => {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
};
const sync = createSyncServer({ sql, writer, folder, now, monotonic, newId: v7, every });
const log = pino(destination('/dev/null'));
const egress = createEgress({
  policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: null })
});
const endpoint = { baseUrl, key: 'sk-bench' };
const provider = createHttpProvider({ adapter: openaiChat, endpoint, egress });
const runs = createRuns({
  writer,
  sql,
  author: sync.author,
  now,
  monotonic,
  newId: v7,
  random: Math.random,
  log,
  resolve: async (_, id) => ({
    provider,
    model,
    call: (content) => ({
      model: splitModelId(id).name,
      kind: content.kind,
      text: content.text,
      systemPrompt: content.systemPrompt,
      messages: [],
      config: content.modelConfig
    })
  })
});

const app = createApp({
  sql,
  log,
  newId: v7,
  now: Date.now,
  streams: createStreams(),
  site: 'build/web',
  features: [sync.routes, runs.routes],
  hosts: () => {
    const address = server.address();
    return typeof address === 'object' && address ? [`127.0.0.1:${address.port}`] : [];
  },
  identify(headers) {
    const scope = headers.get('x-bench-scope') ?? 'u:bench';
    return testPrincipal({ userId: scope, organizationId: 'bench', scope });
  },
  isDraining: () => false
});
const server = createServer(
  { keepAliveTimeout: 75_000 },
  getRequestListener(app.fetch, { overrideGlobalObjects: false })
);
serveChild(server);
