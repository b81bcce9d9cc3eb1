import { request } from 'undici';
import { AppError } from '#shared/errors';
import { classifyResponse } from './classify.ts';
import { connectionError } from './connection-error.ts';
import { isObject } from '#shared/requests/frames';
import { scrub } from './scrub.ts';
import { parseJson, readText } from './short-answer.ts';
import type { Egress } from './egress.ts';
import type { Loose } from '#shared/requests/frames';

const mostBytes = 8 * 1024 * 1024;

/** A short JSON question to a provider: its list of models, what one of them can do. */
export async function fetchJson(
  egress: Egress,
  question: {
    url: string;
    headers: Record<string, string>;
    body?: unknown;
    key: string | null;
    timeoutMs: number;
  }
): Promise<Loose> {
  const url = egress.check(question.url);
  const timeout = AbortSignal.timeout(question.timeoutMs);
  let text: string;
  let status: number;
  let headers: Record<string, string>;
  try {
    const response = await request(url, {
      dispatcher: egress.dispatcher,
      method: question.body === undefined ? 'GET' : 'POST',
      headers: { ...question.headers, 'accept-encoding': 'identity' },
      body: question.body === undefined ? null : JSON.stringify(question.body),
      signal: timeout
    });
    status = response.statusCode;
    headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)])
    );
    text = await readText(response.body, mostBytes);
  } catch (error) {
    if (timeout.aborted) throw new AppError('TIMEOUT_CONNECT', { cause: error });
    if (error instanceof RangeError)
      throw new AppError('UPSTREAM_PROTOCOL', { detail: 'The list is too long.', cause: error });
    throw connectionError(error instanceof Error ? error : new Error(String(error)), false, false);
  }
  // An address without a list is not a model API, whatever model was or was not asked for.
  if (status === 404 || status === 405)
    throw new AppError('UPSTREAM_PROTOCOL', { facts: { providerStatus: status } });
  if (status >= 400) throw classifyResponse(status, headers, scrub(text, question.key));
  const value = status < 300 ? parseJson(text) : null;
  if (!isObject(value))
    throw new AppError('UPSTREAM_PROTOCOL', { facts: { providerStatus: status } });
  return value;
}
