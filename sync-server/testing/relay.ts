import { createServer, request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { splitModelId } from '#shared/model-config';
import { createApp } from '../app.ts';
import type { Env } from '../http/route.ts';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { createEgress } from '../providers/egress.ts';
import { createHttpProvider } from '../providers/http-call.ts';
import { openaiChat } from '../providers/openai-chat.ts';
import { createRuns } from '../runs/runs.ts';
import { model } from '../runs/testing/harness.ts';
import { createSyncServer } from '../sync/sync.ts';
import { createStreams } from '../http/streams.ts';
import { testPrincipal } from './principal.ts';

/** The whole server on a real socket, for as many people as one likes: who asks says who it is. */
export interface Relay {
  /** Opens a request and resolves with its answer, however long that goes on. */
  ask(path: string, options?: AskOptions): Promise<IncomingMessage>;
  /** The whole of a JSON answer. */
  json(path: string, options?: AskOptions): Promise<Record<string, unknown>>;
  /** Starts a run of this name; `name` stands in its prompt. */
  start(name: string, options?: AskOptions): Promise<IncomingMessage>;
  /** Connections to the server and from it to models. */
  sockets(): Promise<number>;
  liveCount(): number;
  close(): Promise<void>;
}

export interface AskOptions {
  /** Whose request it is. */
  scope?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** The request itself, to be cut off. */
  onrequest?: (request: ClientRequest) => void;
}

export async function createRelay(baseUrl: string): Promise<Relay> {
  const { sql, folder } = openDatabase(':memory:');
  const writer = createWriter(sql);
  const now = () => Date.now();
  const monotonic = () => performance.now();
  const every = (ms: number, tick: () => void) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  };
  const sync = createSyncServer({
    sql,
    writer,
    folder,
    now,
    monotonic,
    newId: v7,
    every,
    sources: [{ open: (...asked) => runs.events.open(...asked) }]
  });
  const log = pino({ level: 'silent' });
  const egress = createEgress({
    policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: null })
  });
  const provider = createHttpProvider({
    adapter: openaiChat,
    egress,
    endpoint: { baseUrl, key: 'sk-test' }
  });
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
    features: [new Hono<Env>().route('/v1', sync.routes), runs.routes],
    hosts: () => [`127.0.0.1:${port}`],
    identify(headers) {
      const scope = headers.get('x-scope') ?? 'u:test';
      return testPrincipal({ userId: scope, organizationId: 'test', scope });
    },
    isDraining: () => false
  });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function ask(path: string, options: AskOptions = {}): Promise<IncomingMessage> {
    const { scope = 'u:test', headers = {}, body, onrequest } = options;
    return new Promise((resolve, reject) => {
      const asked = request({
        port,
        host: '127.0.0.1',
        path,
        agent: false,
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', 'x-scope': scope, ...headers }
      });
      asked.on('response', resolve).on('error', reject);
      onrequest?.(asked);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  return {
    ask,
    async json(path, options) {
      const answer = await ask(path, options);
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
      if ((answer.statusCode ?? 500) >= 400) throw new Error(`${path}: ${text}`);
      return JSON.parse(text) as Record<string, unknown>;
    },
    start: (name, options) =>
      ask('/v1/runs', {
        ...options,
        body: {
          content: {
            kind: 'text',
            text: name,
            systemPrompt: '',
            variables: [],
            tools: [],
            outputSchema: null,
            modelConfig: { model: 'test/m' }
          }
        }
      }),
    sockets: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
      ),
    liveCount: () => runs.liveCount(),
    async close() {
      await runs.drain(5000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await egress.close();
      sql.close();
    }
  };
}
