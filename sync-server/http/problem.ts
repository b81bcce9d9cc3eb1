import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { AppError, isRetryable, sentenceOf, statusOf, toAppError } from '#shared/errors';
import { asAppError } from '../db/writer.ts';
import type { Env } from './route.ts';

/** RFC 9457, with our code beside it. What a client reads back is made here and nowhere else. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  retryable: boolean;
  retryAfterMs?: number;
  requestId: string;
}

export function toProblem(error: AppError, requestId: string): Problem & Record<string, unknown> {
  return {
    ...error.facts,
    type: `https://the-playground.invalid/errors/${error.code.toLowerCase()}`,
    title: sentenceOf(error.code),
    status: statusOf(error.code),
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    retryable: isRetryable(error.code),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    requestId
  };
}

/** The only translator of failures to the wire. What is not an AppError is a bug: logged, hidden. */
export function onError(log: Logger) {
  return (thrown: unknown, c: Context<Env>): Response => {
    const known = asAppError(thrown);
    const requestId = c.get('requestId');
    const error = toAppError(known);
    if (!(known instanceof AppError)) log.error({ requestId, err: thrown }, 'unexpected');
    const problem = toProblem(error, requestId);
    const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
    if (error.retryAfterMs !== undefined)
      headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000));
    return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, headers);
  };
}
