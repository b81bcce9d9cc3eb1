import type { Context } from 'hono';
import { AppError } from '#shared/errors';
import { answerEvents } from '../http/answer-events.ts';
import type { Env } from '../http/route.ts';
import type { Source } from './subscriber.ts';
import { subscribe } from './subscriber.ts';
import type { Watchdog } from './watchdog.ts';

/** Answers a request with a log's events. */
export function answerStream(
  c: Context<Env>,
  source: Source,
  after: number | null,
  watchdog: Watchdog,
  extra: Record<string, string> = {}
): Response {
  return answerEvents(c, watchdog.watch, (socket) => subscribe(source, after, socket), extra);
}

/** The cursor a reader names: by `Last-Event-ID` when it reconnects, else by `?after=`. */
export function cursorOf(c: Context<Env>): number | null {
  const given = c.req.header('last-event-id') ?? c.req.query('after');
  if (given === undefined || given === '') return null;
  if (!/^\d{1,15}$/.test(given))
    throw new AppError('INVALID_REQUEST', { detail: 'The cursor has to be a number of an event.' });
  return Number(given);
}
