import type { Context } from 'hono';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import { promptContentSchema } from '#shared/prompt-fields';
import { runOutputSchema } from '#shared/collections';
import { runStatuses } from '#shared/run-fields';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';
import type { Author } from '../db/author.ts';
import { byId } from '../http/by-id.ts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import { turnOf } from './conversation-turn.ts';
import { storedContent } from '../prompts/stored-prompt.ts';
import type { Wish } from './admission.ts';
import { answerStream, cursorOf } from './answer-stream.ts';
import { jsonLine } from './event-log.ts';
import type { Admitted } from './idempotency.ts';
import type { LiveRuns } from './live-runs.ts';
import * as answers from './run-answers.ts';
import type { Reading } from './reading.ts';
import type { createStopByKey } from './stop-by-key.ts';
import type { Watchdog } from './watchdog.ts';

const values = z._default(z.record(z.string(), z.unknown()), {});
const maxBytes = 4 * 1024 * 1024;
const longestWaitS = 25;
const keyPattern = /^[\x21-\x7e]{1,128}$/;

const executeBody = z.strictObject({
  /** The prompt as it stands in the editor; absent: as the server knows it. */
  content: z.optional(promptContentSchema),
  variableValues: values,
  /** Keep what the provider sends, to be read at `/raw`. */
  raw: z.optional(z.boolean())
});
const runBody = z.strictObject({
  content: promptContentSchema,
  variableValues: values,
  promptId: z._default(z.nullable(idSchema()), null),
  /** A turn of this conversation, which answers this message of it: the answer becomes a message too. */
  conversationId: z.optional(idSchema()),
  messageId: z.optional(idSchema()),
  /** False: a temporary run, of which nothing is ever written down. */
  store: z._default(z.boolean(), true),
  raw: z.optional(z.boolean())
});
const cancelBody = z.strictObject({
  /** UTF-16 units of the text that were on screen. */
  seen: z.optional(z.int().check(z.minimum(0)))
});
const cancelByKeyBody = z.strictObject({
  idempotencyKey: z.string().check(z.regex(keyPattern, 'is not a key')),
  seen: z.optional(z.int().check(z.minimum(0)))
});
const pageQuery = z.object({
  promptId: z.optional(idSchema()),
  status: z.optional(z.enum(runStatuses)),
  /** As it was asked for. */
  model: z.optional(z.string().check(z.minLength(1), z.maxLength(300))),
  cursor: z.optional(
    z.string().check(z.regex(/^\d{1,16}\..{1,64}$/, 'is not a cursor of this list'))
  ),
  limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/, 'has to be a number up to 200')))
});
const compareQuery = z.object({
  ids: z.string().check(z.regex(/^[^,]{1,64}(,[^,]{1,64}){1,3}$/, 'has to be two to four ids'))
});
const logQuery = z.object({
  wait: z.optional(z.string().check(z.regex(/^\d{1,2}$/, 'has to be seconds')))
});

export interface RouteDeps {
  admit: (wish: Wish) => Promise<Admitted>;
  stopByKey: ReturnType<typeof createStopByKey>;
  reading: Reading;
  live: LiveRuns;
  author: Author;
  watchdog: Watchdog;
  monotonic: () => number;
}

export function createRunRoutes(deps: RouteDeps): Hono<Env> {
  const { reading, live, author, watchdog } = deps;

  async function start(c: Context<Env>, wish: Wish): Promise<Response> {
    const began = deps.monotonic();
    const { runId, replayed, fields } = await deps.admit(wish);
    c.get('timing')?.push(`admit;dur=${(deps.monotonic() - began).toFixed(1)}`);
    const found = reading.find(wish.principal.scope, runId, wish.principal.userId);
    const extra: Record<string, string> = {
      ...fields,
      ...(replayed ? { 'idempotency-replayed': 'true' } : {})
    };
    if (c.req.header('accept')?.includes('text/event-stream'))
      return answerStream(c, found.source, replayed ? cursorOf(c) : 0, watchdog, extra);
    const { versionId } = found.run;
    const eventsUrl = `/v1/runs/${runId}/events`;
    return c.json({ runId, versionId, eventsUrl, seq: found.seq }, replayed ? 200 : 201, extra);
  }

  const execute = route(
    'run',
    { params: byId, body: executeBody, maxBytes, answer: answers.startedRun },
    ({ c, principal, params: { id: promptId }, body }) => {
      const content = body.content ?? storedContent(author, principal.scope, promptId);
      const { variableValues, raw } = body;
      return start(c, {
        principal,
        promptId,
        content,
        variableValues,
        store: true,
        raw,
        turn: null,
        route: 'execute',
        key: keyOf(c),
        body: { promptId, ...body }
      });
    }
  );

  const run = route(
    'run',
    { body: runBody, maxBytes, answer: answers.startedRun },
    ({ c, principal, body }) => {
      const { promptId, content, variableValues, store, raw } = body;
      const turn = turnOf(author, principal.scope, body);
      const what = { principal, promptId, content, variableValues, store, raw, turn };
      return start(c, { ...what, route: 'runs', key: keyOf(c), body });
    }
  );

  const show = route(
    'view',
    { params: byId, answer: answers.shownRun },
    ({ c, principal, params }) => {
      const found = reading.find(principal.scope, params.id, principal.userId);
      const etag = `"${found.seq}-${found.run.updatedAt}"`;
      const headers = { etag, 'cache-control': 'no-cache' };
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
      const { run, seq, live } = found;
      const _capabilities = { cancel: live };
      return c.json({ run, output: found.output(), seq, live, _capabilities }, 200, headers);
    }
  );

  const events = route(
    'view',
    { params: byId, answer: 'text/event-stream' },
    ({ c, principal, params }) => {
      const { source, seq } = reading.find(principal.scope, params.id, principal.userId);
      const after = cursorOf(c);
      // Nothing will ever follow: without this an EventSource would reconnect for ever.
      if (source.ended && after !== null && after >= seq) return c.body(null, 204);
      return answerStream(c, source, after, watchdog);
    }
  );

  const log = route(
    'view',
    { params: byId, query: logQuery, answer: answers.runLog },
    async ({ c, principal, params, query }) => {
      const after = cursorOf(c);
      const waitMs = Math.min(Number(query.wait ?? 0), longestWaitS) * 1000;
      const running = live.get(principal.scope, params.id, principal.userId);
      if (running && waitMs > 0) {
        let lost = false;
        const forget = c.get('streams')?.add(principal, () => (lost = true));
        await running.log.wait(after ?? 0, waitMs);
        forget?.();
        // Whoever still may asks again, and is asked who it is.
        if (lost) return c.json({ items: [], ended: false });
      }
      const { source } = reading.find(principal.scope, params.id, principal.userId);
      const items = source.read(after).map(jsonLine).join(',');
      const json = `{"items":[${items}],"ended":${source.ended}}`;
      return c.body(json, 200, { 'content-type': 'application/json' });
    }
  );

  const cancel = route(
    'run',
    { params: byId, body: cancelBody, answer: answers.cancelledRun },
    ({ c, principal, params, body }) => {
      const running = live.get(principal.scope, params.id, principal.userId);
      const found = reading.find(principal.scope, params.id, principal.userId);
      if (!running || !found.live) return c.json({ runId: params.id, status: found.run.status });
      running.cancel(body.seen ?? null);
      return c.json({ runId: params.id, status: 'stopping' }, 202);
    }
  );

  const cancelByKey = route(
    'run',
    { body: cancelByKeyBody, answer: answers.cancelledByKey },
    async ({ c, principal, body: { idempotencyKey, seen = null } }) =>
      c.json({ runId: await deps.stopByKey(principal.scope, idempotencyKey, seen) }, 202)
  );

  const output = route('view', { params: byId, answer: runOutputSchema }, ({ principal, params }) =>
    reading.find(principal.scope, params.id, principal.userId).output()
  );

  const list = route(
    'view',
    { query: pageQuery, answer: answers.runPage },
    ({ principal, query }) => reading.page(principal.scope, pageOf(query, query.promptId ?? null))
  );

  const listOfPrompt = route(
    'view',
    { params: byId, query: pageQuery, answer: answers.runPage },
    ({ principal, params, query }) => reading.page(principal.scope, pageOf(query, params.id))
  );

  const compare = route(
    'view',
    { query: compareQuery, answer: answers.comparedRuns },
    ({ principal: { scope, userId }, query }) => ({
      items: query.ids.split(',').map((one) => {
        const { run, output } = reading.find(scope, one, userId);
        const version = run.versionId && author.read(scope, 'versions', run.versionId);
        return { run, output: output(), content: version ? version.content : null };
      })
    })
  );

  return new Hono<Env>()
    .post('/v1/prompts/:id/execute', execute)
    .get('/v1/prompts/:id/runs', listOfPrompt)
    .post('/v1/runs', run)
    .post('/v1/runs/cancel', cancelByKey)
    .get('/v1/runs', list)
    .get('/v1/runs/compare', compare)
    .get('/v1/runs/:id', show)
    .get('/v1/runs/:id/events', events)
    .get('/v1/runs/:id/log', log)
    .get('/v1/runs/:id/output', output)
    .post('/v1/runs/:id/cancel', cancel);
}

function keyOf(c: Context<Env>): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (keyPattern.test(key)) return key;
  const detail = 'The Idempotency-Key has to be 1 to 128 visible characters.';
  throw new AppError('INVALID_REQUEST', { detail });
}

function pageOf(query: z.output<typeof pageQuery>, promptId: string | null) {
  const { cursor } = query;
  const dot = cursor?.indexOf('.') ?? -1;
  const before = cursor
    ? { startedAt: Number(cursor.slice(0, dot)), id: cursor.slice(dot + 1) }
    : null;
  const limit = Math.max(1, Math.min(Number(query.limit ?? 50), 200));
  const { status = null, model = null } = query;
  return { promptId, status, model, before, limit };
}
