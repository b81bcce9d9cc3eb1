import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerOtherwise, drip, reset } from './upstream-faults.ts';
import { dialectOf, modelIn, wantsLogprobs, writers } from './upstream-dialects.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createBackground } from './upstream-responses.ts';
import type { UpstreamDialect } from './upstream-dialects.ts';
import type { Spoken } from './upstream-frames.ts';
import type { UpstreamFault } from './upstream-faults.ts';

/** How one request is answered. Everything has a default: a short answer, at once. */
export interface UpstreamScript {
  tokens?: string[];
  /** Milliseconds before the headers, before the first token, and between tokens. */
  headersMs?: number;
  firstTokenMs?: number;
  paceMs?: number;
  finish?: 'stop' | 'length';
  usage?: { input: number; output: number };
  /** Cuts the answer into writes of this many bytes, through frames and characters alike. */
  splitBytes?: number;
  fault?: UpstreamFault;
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Breaks each connection to a background response after so many events. */
  breakAfter?: number;
  /** A dialect this server does not have. */
  without?: UpstreamDialect;
  /** Knows nothing of a background response when it is asked for it again. */
  lost?: boolean;
  /** Bytes of the line of `huge-line`. */
  hugeBytes?: number;
}

export interface UpstreamRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface UpstreamStats {
  requests: number;
  completed: number;
  /** Answers whose reader left before the end. */
  aborted: number;
  openSockets: number;
  /** Background responses that were cancelled, by their ids. */
  cancelled: string[];
  /** The last requests, a hundred unless said, the newest last. */
  seen: UpstreamRequest[];
}

export interface Upstream {
  url: string;
  port: number;
  /** What a model does from now on; without a model, what all models without a script of their own do. */
  script(script: UpstreamScript, model?: string): void;
  stats: UpstreamStats;
  close(): Promise<void>;
}

const story = 'The kettle sang. “Zoë,” said the naïve 🐈 — “tea?” — and the rain went on, softly.';
const tokens = story.match(/\s?\S+/gu) ?? [];
const slowTokens = Array.from({ length: 200 }, (_, index) => ` word${index}`);

const refusal = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  ({ fault: 'refuse', status, body: JSON.stringify(body), headers }) satisfies UpstreamScript;
const openaiRefusal = (status: number, message: string, type: string, code: string | null) =>
  refusal(status, { error: { message, type, code, param: null } });

/** Behaviour by the model's name, so that a browser test can ask for it through a connection. */
export const scriptsByModel: Record<string, UpstreamScript> = {
  ok: {},
  slow: { tokens: slowTokens, firstTokenMs: 300, paceMs: 50 },
  fast: { tokens: slowTokens, paceMs: 2 },
  length: { finish: 'length' },
  'split-bytes': { splitBytes: 1 },
  'slow-headers': { headersMs: 2000 },
  'fault-401': openaiRefusal(
    401,
    'Incorrect API key provided: sk-abc***xyz.',
    'invalid_request_error',
    'invalid_api_key'
  ),
  'fault-402': refusal(402, { error: { message: 'Payment required.' } }),
  'fault-403': refusal(403, { error: { message: 'Your key may not use this model.' } }),
  'fault-404': openaiRefusal(
    404,
    'The model `fault-404` does not exist.',
    'invalid_request_error',
    'model_not_found'
  ),
  'fault-429': {
    ...openaiRefusal(429, 'Rate limit reached for requests.', 'requests', 'rate_limit_exceeded'),
    headers: { 'retry-after': '1' }
  },
  'fault-429-long': {
    ...openaiRefusal(429, 'Rate limit reached for the day.', 'requests', 'rate_limit_exceeded'),
    headers: { 'retry-after': '3600' }
  },
  'fault-quota': openaiRefusal(
    429,
    'You exceeded your current quota.',
    'insufficient_quota',
    'insufficient_quota'
  ),
  'fault-context': openaiRefusal(
    400,
    'This model’s maximum context length is 8192 tokens.',
    'invalid_request_error',
    'context_length_exceeded'
  ),
  'fault-500': openaiRefusal(500, 'The server had an error.', 'server_error', null),
  'fault-503': refusal(503, {
    error: { code: 503, message: 'Loading model', type: 'unavailable_error' }
  }),
  'fault-529': refusal(529, {
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' }
  }),
  'fault-error': { fault: 'error' },
  'fault-cut': { fault: 'cut' },
  'fault-reset': { fault: 'reset' },
  'fault-reset-early': { fault: 'reset-before-headers' },
  'fault-hang-early': { fault: 'hang-before-headers' },
  'fault-hang': { fault: 'hang' },
  'fault-html': { fault: 'html' },
  'fault-redirect': { fault: 'redirect' },
  'fault-huge': { fault: 'huge-line' }
};

/** A model server that does as it is told: each dialect, at any pace, with any fault. */
export async function startUpstream(port = 0, remember = 100): Promise<Upstream> {
  const byModel = new Map(Object.entries(scriptsByModel));
  let otherwise: UpstreamScript = {};
  const background = createBackground();
  /** Whose script a background response follows, also on a later connection. */
  const models = new Map<string, string>();
  let named = 0;
  const stats: UpstreamStats = {
    requests: 0,
    completed: 0,
    aborted: 0,
    openSockets: 0,
    cancelled: [],
    seen: []
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => {
    stats.openSockets += 1;
    socket.on('close', () => (stats.openSockets -= 1));
    socket.on('error', () => socket.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://upstream');
    const path = url.pathname;
    const body = await readJson(request);
    if (path.includes('/responses/')) return later(url, request, response);
    if (request.method === 'GET') return sendList(path, [...byModel.keys()], response);
    const dialect = dialectOf(path);
    if (!dialect) {
      response.writeHead(404, { 'content-type': 'application/json' });
      return response.end('{"error":{"message":"Unknown address."}}');
    }
    stats.requests += 1;
    stats.seen = [...stats.seen.slice(1 - remember), { path, headers: request.headers, body }];
    response.on('close', () => {
      if (response.writableFinished) stats.completed += 1;
      else stats.aborted += 1;
    });
    const model = modelIn(path, body);
    const id = `r_${++named}`;
    const script = byModel.get(model) ?? otherwise;
    if (body['background'] === true) models.set(id, model);
    await perform({ dialect, model, body, id, background }, script, response);
  }

  /** What is asked of a response that already exists. */
  function later(url: URL, request: IncomingMessage, response: ServerResponse) {
    const [, id = '', verb] = /\/responses\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    stats.seen = [
      ...stats.seen.slice(1 - remember),
      { path: url.pathname + url.search, headers: request.headers, body: {} }
    ];
    if (verb !== 'cancel')
      return background.resume(url, byModel.get(models.get(id) ?? '') ?? otherwise, response);
    const found = background.cancel(id);
    if (found) stats.cancelled.push(id);
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(found ? { id, status: 'cancelled' } : { error: {} }));
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    script(script, model) {
      if (model === undefined) otherwise = script;
      else byModel.set(model, script);
    },
    stats,
    close: () => stop(server)
  };
}

/** A scripted upstream on a free port. */
export function createUpstream(): Promise<Upstream> {
  return startUpstream();
}

interface Asked {
  dialect: UpstreamDialect;
  model: string;
  body: Record<string, unknown>;
  id: string;
  background: ReturnType<typeof createBackground>;
}

async function perform(
  { dialect, model, body, id, background }: Asked,
  script: UpstreamScript,
  response: ServerResponse
) {
  const { fault } = script;
  if (script.without === dialect) return response.writeHead(404).end('{"error":"Not found"}');
  if (script.headersMs) await wait(script.headersMs);
  if (fault === 'hang-before-headers') return;
  if (fault === 'reset-before-headers') return reset(response);
  if (answerOtherwise(fault, response)) return;
  if (fault === 'refuse') {
    response.writeHead(script.status ?? 500, {
      'content-type': 'application/json',
      ...script.headers
    });
    return response.end(script.body ?? '');
  }

  const writer = writers[dialect];
  const pieces = script.tokens ?? tokens;
  const spoken: Spoken = {
    id,
    tokens: pieces.length,
    model: `${model}-2026-01-01`,
    usage: script.usage ?? { input: 12, output: pieces.length },
    logprobs: wantsLogprobs(body)
  };
  if (body['background'] === true) return background.start(spoken, pieces, script, response);
  response.writeHead(200, { 'content-type': writer.contentType, ...script.headers });
  response.flushHeaders();
  const named = fault === 'duplicate-ids';
  const send = (text: string) =>
    write(response, named ? text.replace(/^data: /gm, 'id: 1\ndata: ') : text, script.splitBytes);

  if (script.firstTokenMs) await wait(script.firstTokenMs);
  await send(writer.open(spoken));
  for (const [index, text] of pieces.entries()) {
    if (response.destroyed) return;
    if (index > 0 && script.paceMs) await wait(script.paceMs);
    await send(writer.token(text, index, spoken));
  }
  if (fault === 'hang') return;
  if (fault === 'reset') return reset(response);
  if (fault === 'cut') return response.end();
  if (fault === 'drip') return drip(response, script.paceMs ?? 1000);
  if (fault === 'bad-frame') await send('data: {"choices": [{"del\n\n');
  else if (fault === 'error') await send(writer.error('The engine fell over.', spoken));
  else if (fault === 'huge-line')
    await send(writer.token('x'.repeat(script.hugeBytes ?? 20 << 20), 0, spoken));
  else await send(writer.close(script.finish ?? 'stop', spoken));
  response.end();
}

async function write(response: ServerResponse, text: string, splitBytes: number | undefined) {
  if (text === '' || response.destroyed) return;
  const bytes = Buffer.from(text);
  const step = splitBytes ?? bytes.length;
  for (let from = 0; from < bytes.length; from += step) {
    response.write(bytes.subarray(from, from + step));
    // Each piece has to leave on its own, or the kernel joins them again.
    if (splitBytes) await new Promise((resolve) => setImmediate(resolve));
  }
}

function sendList(path: string, names: string[], response: ServerResponse) {
  const isOllama = path.endsWith('/api/tags');
  if (!isOllama && !path.endsWith('/models')) {
    response.writeHead(404, { 'content-type': 'application/json' });
    return response.end('{"error":"not found"}');
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  const list = isOllama
    ? { models: names.map((name) => ({ name, model: name })) }
    : path.includes('/v1beta')
      ? { models: names.map(geminiModel) }
      : {
          object: 'list',
          data: names.map((id) => ({ id, object: 'model', owned_by: 'upstream' }))
        };
  return response.end(JSON.stringify(list));
}

function geminiModel(name: string) {
  return {
    name: `models/${name}`,
    displayName: name,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 8192,
    supportedGenerationMethods: ['generateContent', 'countTokens']
  };
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) =>
    server.close((error) => (error ? reject(error) : resolve()))
  );
}

// `node sync-server/testing/upstream.ts 9999` serves it by itself.
if (import.meta.main) {
  const { url } = await startUpstream(Number(process.argv[2] ?? 9999));
  process.stdout.write(`Scripted upstream at ${url}\n`);
}
