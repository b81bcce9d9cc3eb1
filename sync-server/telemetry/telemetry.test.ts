import { createServer } from 'node:net';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider
} from '@opentelemetry/sdk-trace';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';
import { contentOf, createHarness } from '../runs/testing/harness.ts';
import { createRequestSpans } from './request-spans.ts';
import { createRunSpans } from './run-spans.ts';
import { openTelemetry } from './telemetry.ts';

const secret = 'canary-of-a-prompt';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

test('runs are counted and timed for Prometheus on a port of its own, without a word of theirs', async () => {
  const port = await freePort();
  const monotonic = () => performance.now();
  const telemetry = await openTelemetry(
    { HOST: '127.0.0.1', METRICS_PORT: port },
    { now: Date.now, monotonic }
  );
  onTestFinished(() => telemetry.close());
  const h = createHarness({ observer: telemetry.runs });
  telemetry.watch({ liveCount: () => 3 });

  await h.start(secret);
  h.provider.last().sink.progress('sent');
  await h.time.advance(40);
  h.provider.last().say(secret);
  h.provider.last().end({ inputTokens: 10, outputTokens: 5 });
  await h.time.settle();
  await h.start(secret);
  h.provider.last().fail(new AppError('INVALID_API_KEY', { detail: secret }));
  await h.time.settle();

  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string, ...labels: string[]) =>
    text
      .split('\n')
      .find((line) => line.startsWith(name) && labels.every((label) => line.includes(label)))
      ?.split(' ')
      .at(-1);
  expect(value('gen_ai_client_token_usage_sum', 'gen_ai_token_type="output"')).toBe('5');
  expect(value('gen_ai_client_operation_time_to_first_chunk_sum')).toBe('0.04');
  expect(value('gen_ai_client_operation_duration_count', 'INVALID_API_KEY')).toBe('1');
  expect(value('playground_runs_ended_total', 'playground_run_status="failed"')).toBe('1');
  expect(value('playground_runs_live')).toBe('3');
  expect(value('playground_proxy_overhead_count')).toBe('1');
  expect(value('playground_cost_total')).toBe('2000');
  expect(Number(value('process_memory_usage'))).toBeGreaterThan(1e6);
  expect(text).not.toContain(secret);
});

test('a run is a span linked to its request, with one below it for each call of the model', async () => {
  const kept = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: kept })]
  });
  const tracer = provider.getTracer('test');
  const requests = createRequestSpans(tracer);
  const h = createHarness({ observer: createRunSpans(tracer, requests, Date.now) });
  const app = new Hono<Env>().use(requests.middleware).route('/', h.app as Hono<Env>);

  const answer = await app.request('/v1/prompts/p1/execute?q=what-was-searched', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: contentOf(secret) })
  });
  expect(answer.status).toBe(201);
  await h.time.settle();
  h.provider.last().fail(new AppError('MODEL_UNAVAILABLE'));
  await h.time.advance(1_000);
  h.provider.last().say(secret);
  h.provider.last().end({ inputTokens: 10, outputTokens: 5 });
  await h.time.settle();

  const spans = kept.getFinishedSpans();
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [request] = named('POST /v1/prompts/:id/execute');
  const [run] = named('run');
  const calls = named('text_completion m');
  expect(run?.links[0]?.context.spanId).toBe(request?.spanContext().spanId);
  expect(run?.parentSpanContext).toBeUndefined();
  expect(calls.map((span) => span.attributes['error.type'])).toEqual([
    'MODEL_UNAVAILABLE',
    undefined
  ]);
  expect(calls.every((span) => span.parentSpanContext?.spanId === run?.spanContext().spanId)).toBe(
    true
  );
  expect(calls[1]?.attributes).toMatchObject({
    'gen_ai.operation.name': 'text_completion',
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.response.finish_reasons': ['stop']
  });
  const told = JSON.stringify(
    spans.map(({ name, attributes, events }) => ({ name, attributes, events }))
  );
  expect(told).not.toContain(secret);
  expect(told).not.toContain('what-was-searched');
});
