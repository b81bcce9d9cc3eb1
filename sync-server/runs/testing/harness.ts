import { Hono } from 'hono';
import { pino } from 'pino';
import { foldRun, freshRun } from '#shared/fold-run';
import type { Run } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { describeModel } from '#shared/model-registry';
import type { AppError, ErrorCode } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import { parseRunEvent } from '#shared/run-events';
import type { RunEvent, RunState } from '#shared/run-events';
import { createBlobs } from '../../blobs/blobs.ts';
import { openDatabase } from '../../db/open.ts';
import { createWriter } from '../../db/writer.ts';
import { openEnvelope } from '../../secrets/envelope.ts';
import { onError } from '../../http/problem.ts';
import type { Env } from '../../http/route.ts';
import { createLimits } from '../../limits/limits.ts';
import type { RunObserver } from '../observer.ts';
import { observedBy } from '../observer.ts';
import { createRuns } from '../runs.ts';
import type { AttemptLine } from '../tally.ts';
import { createFakeTime } from './fake-time.ts';
import { createMemoryAuthor } from './memory-author.ts';
import { createScriptedProvider } from './scripted-provider.ts';
import { testPrincipal } from '../../testing/principal.ts';

/** 100 and 200 nano-dollars a token. */
export const model: ModelInfo = {
  ...describeModel({ connectionId: 'test', kind: 'openai', name: 'm', host: 'test', local: false }),
  textDialect: 'openai-chat',
  messagesDialect: 'openai-chat',
  contextTokens: 1000,
  params: [],
  refused: [],
  price: {
    rates: { input: 100_000_000, output: 200_000_000, cachedInput: null, reasoning: null },
    long: null,
    asOf: '2026-01-01',
    source: 'test',
    note: null
  }
};

export function contentOf(text: string, more: Partial<PromptContent> = {}): PromptContent {
  return {
    kind: 'text',
    text,
    systemPrompt: '',
    variables: [],
    tools: [],
    outputSchema: null,
    modelConfig: { model: 'test/m' },
    ...more
  };
}

/** The run engine over a real database, with a model, a clock and chance in the test's hands. */
export function createHarness(
  options: {
    model?: Partial<ModelInfo>;
    random?: () => number;
    observer?: RunObserver;
    /** With the limits of the product; else everybody may do everything at once. */
    limited?: boolean;
  } = {}
) {
  const time = createFakeTime();
  const database = openDatabase(':memory:');
  const provider = createScriptedProvider();
  const author = createMemoryAuthor(time.now);
  const writer = createWriter(database.sql);
  const log = pino({ level: 'silent' });
  const blobs = createBlobs({ sql: database.sql, writer, now: time.now });
  const envelope = openEnvelope({ db: database, now: time.now });
  const info = { ...model, ...options.model };
  const lines: (AttemptLine & { error: ErrorCode | null })[] = [];
  const ledger: RunObserver = {
    begin: () => ({
      attempt: () => (error, line) => void lines.push({ error, ...line }),
      sent: () => undefined,
      end: () => undefined
    })
  };
  let ids = 0;
  let unresolved: AppError | null = null;
  let resolving: Promise<void> | null = null;

  function bootLimits() {
    return createLimits({
      sql: database.sql,
      writer,
      log,
      now: time.now,
      monotonic: time.monotonic,
      newId: () => `entry-${++ids}`,
      after: time.timers.after
    });
  }
  const limits = bootLimits();

  /** A server process over the same database; a second one is the first after a restart. */
  function boot(gate = limits.gate) {
    return createRuns({
      ...(options.limited ? { gate } : {}),
      writer,
      sql: database.sql,
      author,
      log,
      envelope,
      timers: time.timers,
      kept: blobs,
      now: time.now,
      monotonic: time.monotonic,
      random: options.random ?? (() => 0.5),
      newId: () => `id-${++ids}`,
      observer: observedBy([ledger, ...(options.observer ? [options.observer] : [])]),
      async resolve() {
        if (resolving) await resolving;
        if (unresolved) throw unresolved;
        return {
          provider,
          model: info,
          circuit: 'server and key',
          call: (content) => ({
            model: info.name,
            kind: content.kind,
            text: content.text,
            messages: content.messages ?? [],
            systemPrompt: content.systemPrompt,
            config: content.modelConfig
          })
        };
      }
    });
  }
  const runs = boot();

  function appOf(own = runs, scope = 'me') {
    const principal = testPrincipal({ userId: scope, organizationId: 'org', scope });
    const app = new Hono<Env>();
    app.use(async (c, next) => {
      c.set('principal', principal);
      c.set('requestId', 'r-1');
      c.set('timing', []);
      await next();
    });
    app.route('/', own.routes);
    app.route('/', limits.routes);
    app.onError(onError(log));
    return app;
  }
  const app = appOf();

  function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    return app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers }
    });
  }

  return {
    time,
    provider,
    author,
    writer,
    blobs,
    app,
    appOf,
    boot,
    bootLimits,
    runs,
    post,
    sql: database.sql,
    /** The ledger: a line for each call of a model. */
    lines,
    /** From now on no model is found, for this reason; `null` ends it. */
    failResolve: (error: AppError | null) => void (unresolved = error),
    /** Models are found once the answer is called. */
    holdResolve(): () => void {
      let go: () => void = () => undefined;
      resolving = new Promise((resolve) => (go = resolve));
      return go;
    },
    /** Starts a run and answers its id once the model was called. */
    async start(text = 'Once upon', more: Record<string, unknown> = {}) {
      const answer = await post('/v1/runs', { content: contentOf(text), promptId: 'p1', ...more });
      const body = (await answer.json()) as { runId: string };
      await time.settle();
      return body.runId;
    },
    async show(id: string, own = app) {
      const answer = await own.request(`/v1/runs/${id}`);
      return (await answer.json()) as {
        run: Run;
        output: { text: string; reasoning: string };
        seq: number;
        live: boolean;
      };
    },
    events: (id: string, after: number | null = null, own = app) =>
      own.request(`/v1/runs/${id}/events${after === null ? '' : `?after=${after}`}`)
  };
}

/** Reads a whole event stream. */
export async function readEvents(answer: Response): Promise<RunEvent[]> {
  return parseFrames(await answer.text());
}

export function parseFrames(text: string): RunEvent[] {
  return text.split('\n\n').flatMap((frame) => {
    const fields = new Map(
      frame.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.replace(/^\w*: /, '')])
    );
    const data = fields.get('data');
    if (data === undefined) return [];
    const type = fields.get('event') ?? '';
    const event = parseRunEvent(type, Number(fields.get('id')), JSON.parse(data));
    if (!event) throw new Error(`Not an event: ${frame}`);
    return [event];
  });
}

export function fold(events: RunEvent[], from: RunState = freshRun): RunState {
  return events.reduce(foldRun, from);
}
