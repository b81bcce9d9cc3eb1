import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '#shared/collections';
import type { ErrorCode } from '#shared/errors';
import { dialects } from '#shared/models';
import type { RunState } from '#shared/run-events';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { onError } from '../http/problem.ts';
import type { Env } from '../http/route.ts';
import { adapters } from '../providers/dialects.ts';
import { createEgress } from '../providers/egress.ts';
import type { Egress } from '../providers/egress.ts';
import { createHttpProvider } from '../providers/http-call.ts';
import { createUpstream } from '../testing/upstream.ts';
import type { Upstream, UpstreamScript } from '../testing/upstream.ts';
import { createRuns } from './runs.ts';
import type { AttemptLine } from './tally.ts';
import { createFastTime } from './testing/fast-time.ts';
import { contentOf, fold, model, parseFrames } from './testing/harness.ts';
import { createMemoryAuthor } from './testing/memory-author.ts';
import { testPrincipal } from '../testing/principal.ts';

/**
 * The fourteen faults of a provider, through the real routes, the real engine and real sockets to a scripted
 * model server, in every dialect. The engine's clock runs ten times as fast as ours, so its deadlines
 * are the product's own.
 */
const haste = 10;
/** Seconds of the engine’s clock a busy machine may take longer. */
const slack = 20;
const story = 'The kettle sang. “Zoë,” said the naïve 🐈 — “tea?” — and the rain went on, softly.';
const spoken = dialects.filter((dialect) => dialect !== 'sample');
type Dialect = (typeof spoken)[number];

interface Fault {
  script: UpstreamScript | null;
  code: ErrorCode | null;
  /** What is kept of the text. */
  text?: 'whole' | 'none' | 'longer';
  /** Calls of the model. */
  calls?: number;
  /** Seconds of the engine's clock it takes, at least and about. */
  seconds?: [number, number];
  usage?: Run['usageSource'];
  /** Once for each kind of framing: it is the same code, and much work. */
  heavy?: true;
}

const refusal = (status: number, message: string, headers: Record<string, string> = {}) =>
  ({ fault: 'refuse', status, body: JSON.stringify({ error: { message } }), headers }) as const;

const faults: Record<string, Fault> = {
  '1a. 429 with a short Retry-After': {
    script: refusal(429, 'Rate limit reached.', { 'retry-after': '1' }),
    code: 'RATE_LIMITED',
    calls: 3,
    seconds: [2, 5]
  },
  '1b. 429 with a long Retry-After': {
    script: refusal(429, 'Rate limit reached.', { 'retry-after': '3600' }),
    code: 'RATE_LIMITED',
    calls: 1,
    seconds: [0, 1]
  },
  '2. 500': {
    script: refusal(500, 'The server had an error.'),
    code: 'MODEL_UNAVAILABLE',
    calls: 2,
    seconds: [0, 2]
  },
  '3. hangs before its headers': {
    script: { fault: 'hang-before-headers' },
    code: 'TIMEOUT_FIRST_TOKEN',
    seconds: [30, 31],
    usage: 'estimated'
  },
  '4. hangs in mid-stream': {
    script: { fault: 'hang' },
    code: 'TIMEOUT_IDLE',
    text: 'whole',
    seconds: [30, 32],
    usage: 'estimated'
  },
  '5a. breaks the connection in mid-stream': {
    script: { fault: 'reset' },
    code: 'STREAM_TRUNCATED',
    text: 'whole',
    usage: 'estimated'
  },
  '5b. breaks the connection before its headers': {
    script: { fault: 'reset-before-headers' },
    code: 'UPSTREAM_AMBIGUOUS',
    usage: 'estimated'
  },
  '6. splits characters': {
    script: { splitBytes: 1 },
    code: null,
    text: 'whole',
    usage: 'provider',
    seconds: [0, 115]
  },
  '7. sends what cannot be read': {
    script: { fault: 'bad-frame' },
    code: 'UPSTREAM_PROTOCOL',
    text: 'whole',
    usage: 'estimated'
  },
  '8a. sends a line of 10 MB': {
    script: { fault: 'huge-line', hugeBytes: 10 << 20 },
    code: 'OUTPUT_LIMIT',
    text: 'longer',
    usage: 'estimated',
    heavy: true
  },
  '8b. sends a line beyond all measure': {
    script: { fault: 'huge-line', hugeBytes: 20 << 20 },
    code: 'UPSTREAM_PROTOCOL',
    text: 'whole',
    usage: 'estimated',
    heavy: true
  },
  '9. ends without its terminal sign': {
    script: { fault: 'cut' },
    code: 'STREAM_TRUNCATED',
    text: 'whole',
    usage: 'estimated'
  },
  '10. drips a byte a second': {
    script: { fault: 'drip', paceMs: 1000 / haste },
    code: 'TIMEOUT_IDLE',
    text: 'whole',
    seconds: [90, 92],
    usage: 'estimated'
  },
  '11. packs 256 MiB into an answer': {
    script: { fault: 'gzip-bomb' },
    code: 'UPSTREAM_PROTOCOL',
    usage: 'estimated'
  },
  '12. answers with a page': {
    script: { fault: 'html' },
    code: 'UPSTREAM_PROTOCOL',
    usage: 'estimated'
  },
  '13. answers with a picture': {
    script: { fault: 'picture' },
    code: 'UPSTREAM_PROTOCOL',
    usage: 'estimated'
  },
  '14. gives all its events one id': {
    script: { fault: 'duplicate-ids' },
    code: null,
    text: 'whole',
    usage: 'provider'
  },
  'and: is not there': {
    script: null,
    code: 'MODEL_UNAVAILABLE',
    calls: 3,
    seconds: [0, 5]
  }
};

const faultsOf = (dialect: Dialect) =>
  Object.entries(faults).filter(
    ([, { heavy }]) => !heavy || dialect === 'openai-chat' || dialect === 'ollama'
  );

interface Played {
  run: Run;
  text: string;
  state: RunState;
  lines: AttemptLine[];
}

let upstream: Upstream;
let egress: Egress;
let server: Server;
const time = createFastTime(haste);
const lines = new Map<string, AttemptLine[]>();
const played = new Map<string, Played>();
const nameOf = (dialect: Dialect, fault: string) => `${dialect} ${fault}`;

/** What came of a stream, without the frame it was cut in. */
const wholeFrames = (text: string) => text.slice(0, text.lastIndexOf('\n\n') + 2);

/** Runs every fault in every dialect, side by side, each as a person of its own. */
async function playAll() {
  const { now, monotonic, timers } = time;
  const { sql } = openDatabase(':memory:');
  const author = createMemoryAuthor(now);
  const log = pino({ level: 'silent' });
  let ids = 0;
  const runs = createRuns({
    sql,
    author,
    log,
    now,
    monotonic,
    random: () => 0.5,
    writer: createWriter(sql),
    newId: () => `run-${++ids}`,
    timers,
    async resolve(_organization, id) {
      const [dialect = '', name = ''] = id.split('/');
      const gone = faults[name]?.script === null;
      const endpoint = {
        baseUrl: gone ? 'http://127.0.0.1:9' : upstream.url,
        key: 'sk-secret-key-1'
      };
      const adapter = adapters[dialect as Dialect];
      return {
        provider: createHttpProvider({ adapter, endpoint, egress, now }),
        model: { ...model, id, name },
        call: (content) => ({
          model: name,
          kind: 'text',
          text: content.text,
          systemPrompt: '',
          messages: [],
          config: {}
        })
      };
    },
    observer: {
      begin: ({ id }) => ({
        attempt: () => (_error, line) => void lines.set(id, [...(lines.get(id) ?? []), line]),
        sent: () => undefined,
        end: () => undefined
      })
    }
  });
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const scope = c.req.header('x-person') ?? '';
    c.set('principal', testPrincipal({ userId: scope, scope }));
    await next();
  });
  app.route('/', runs.routes);
  app.onError(onError(log));
  server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function play(dialect: Dialect, fault: string) {
    const person = encodeURIComponent(nameOf(dialect, fault));
    const content = contentOf('Once', { modelConfig: { model: `${dialect}/${fault}` } });
    const answer = await fetch(`${url}/v1/runs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-person': person,
        'idempotency-key': 'k'
      },
      body: JSON.stringify({ content, promptId: 'p' })
    });
    const headers = { 'x-person': person };
    const events = parseFrames(wholeFrames(await answer.text()));
    const { runId } = events.find(({ type }) => type === 'start')?.data as { runId: string };
    let state = fold(events);
    // Who is sent more at once than is kept for a slow reader is dropped, and comes again.
    while (state.status === 'streaming') {
      const more = await fetch(`${url}/v1/runs/${runId}/events?after=${state.seq}`, { headers });
      state = fold(parseFrames(wholeFrames(await more.text())), state);
    }
    const shown = await fetch(`${url}/v1/runs/${runId}`, { headers });
    const { run, output } = (await shown.json()) as { run: Run; output: { text: string } };
    played.set(nameOf(dialect, fault), {
      run,
      state,
      text: output.text,
      lines: lines.get(run.id) ?? []
    });
  }

  await Promise.all(
    spoken.flatMap((dialect) => faultsOf(dialect).map(([fault]) => play(dialect, fault)))
  );
}

beforeAll(async () => {
  upstream = await createUpstream();
  for (const [name, { script }] of Object.entries(faults))
    if (script) upstream.script(script, name);
  egress = createEgress({ policy: () => ({ allowedOrigins: [], mode: 'local', ownPort: 1 }) });
  await playAll();
}, 120_000);

afterAll(async () => {
  time.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await egress.close();
  await upstream.close();
});

describe.each(spoken)('a provider that speaks %s and', (dialect) => {
  test.each(faultsOf(dialect))('%s', (fault, expected) => {
    const one = played.get(nameOf(dialect, fault));
    if (!one) throw new Error('It was not played.');
    const { run, text, state } = one;
    expect([run.errorCode, state.error?.code ?? null]).toEqual([expected.code, expected.code]);
    expect(run.status).toBe(expected.code === null ? 'done' : 'failed');

    if (expected.text === 'longer') expect(text.startsWith(story)).toBe(true);
    else expect(text).toBe(expected.text === 'whole' ? story : '');
    expect(state.text).toBe(text);

    const [least, most] = expected.seconds ?? [0, 2];
    const seconds = (run.latencyMs ?? 0) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThan(most + slack);
    expect(run.usageSource).toBe(expected.usage ?? 'none');

    expect(one.lines).toHaveLength(expected.calls ?? 1);
    expect(one.lines.filter(({ usage }) => usage.usageSource !== 'none').length).toBeLessThan(2);
    expect(one.lines.at(-1)?.usage.outputTokens ?? null).toBe(run.outputTokens);
    expect(JSON.stringify(run)).not.toContain('sk-secret');
  });
});

test('says how long a provider asks to wait, where nobody waits that long', () => {
  const detail = played.get(nameOf('openai-chat', '1b. 429 with a long Retry-After'))?.run
    .errorDetail;
  expect(detail).toBe('The provider asks to wait 60 min. Rate limit reached.');
});

test('leaves no connection open', async () => {
  for (let turn = 0; turn < 400 && upstream.stats.openSockets > 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(upstream.stats.openSockets).toBe(0);
});
