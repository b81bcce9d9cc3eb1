import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';
import { streamResponse } from './stream-response.ts';
import type { Source } from './subscriber.ts';
import { subscribe } from './subscriber.ts';
import type { Watchdog } from './watchdog.ts';

/** Answers a request with a log's events, straight on the Node response where there is one. */
export function answerStream(
  c: Context<Env>,
  source: Source,
  after: number | null,
  watchdog: Watchdog,
  extra: Record<string, string> = {}
): Response {
  const timing = c.get('timing') ?? [];
  const headers = {
    ...extra,
    ...(timing.length > 0 ? { 'server-timing': timing.join(', ') } : {}),
    ...(c.get('requestId') ? { 'x-request-id': c.get('requestId') } : {})
  };
  const response = c.env?.outgoing;
  if (!response) return streamResponse(source, after, { watchdog, headers });
  subscribe(source, after, response, { watchdog, headers });
  return RESPONSE_ALREADY_SENT;
}

/** The cursor a reader names: by `Last-Event-ID` when it reconnects, else by `?after=`. */
export function cursorOf(c: Context<Env>): number | null {
  const given = c.req.header('last-event-id') ?? c.req.query('after');
  if (given === undefined || given === '') return null;
  if (!/^\d{1,15}$/.test(given))
    throw new AppError('INVALID_REQUEST', { detail: 'The cursor has to be a number of an event.' });
  return Number(given);
}
