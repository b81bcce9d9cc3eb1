import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { answerKind, endedEarly } from './answer-kind.ts';

const kind = (
  status: number,
  headers: Record<string, string>,
  framing: 'sse' | 'ndjson' = 'sse'
) => {
  try {
    return answerKind(status, headers, framing);
  } catch (error) {
    return error instanceof AppError ? error.code : 'thrown';
  }
};

test.each([
  [200, { 'content-type': 'text/event-stream; charset=utf-8' }, 'stream'],
  [200, {}, 'stream'],
  [200, { 'content-type': 'text/plain' }, 'stream'],
  [200, { 'content-type': 'application/json' }, 'body'],
  [200, { 'content-type': 'Text/HTML' }, 'body'],
  [307, { location: '/' }, 'UPSTREAM_PROTOCOL'],
  [200, { 'content-type': 'image/png' }, 'UPSTREAM_PROTOCOL'],
  [200, { 'content-type': 'application/pdf' }, 'UPSTREAM_PROTOCOL'],
  [200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }, 'UPSTREAM_PROTOCOL'],
  [200, { 'content-type': 'text/event-stream', 'content-encoding': 'identity' }, 'stream'],
  [500, { 'content-encoding': 'br' }, 'body'],
  [404, { 'content-type': 'image/png' }, 'body']
])('%i with %j is read as %s', (status, headers, expected) => {
  expect(kind(status, headers)).toBe(expected);
});

test('lines of JSON may call themselves JSON', () => {
  expect(kind(200, { 'content-type': 'application/json' }, 'ndjson')).toBe('stream');
  expect(kind(200, { 'content-type': 'text/html' }, 'ndjson')).toBe('body');
});

test('what never was a stream is not a truncated one', () => {
  expect(endedEarly(0, { 'content-type': 'text/plain' }).code).toBe('UPSTREAM_PROTOCOL');
  expect(endedEarly(3, { 'content-type': 'text/plain' }).code).toBe('STREAM_TRUNCATED');
  expect(endedEarly(0, { 'content-type': 'text/event-stream' }).code).toBe('STREAM_TRUNCATED');
});
