import { AppError } from '#shared/errors';
import { classifyInStream, classifyResponse } from './classify.ts';
import { isObject, listIn, objectIn, textIn } from '#shared/requests/frames';
import type { ErrorCode } from '#shared/errors';
import type { Loose } from '#shared/requests/frames';

/** Google's status words (google.rpc.Code) that settle the matter by themselves. */
const byStatusWord: Record<string, ErrorCode> = {
  UNAUTHENTICATED: 'INVALID_API_KEY',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  NOT_FOUND: 'MODEL_NOT_FOUND',
  INTERNAL: 'MODEL_UNAVAILABLE',
  UNAVAILABLE: 'MODEL_UNAVAILABLE',
  DEADLINE_EXCEEDED: 'MODEL_UNAVAILABLE',
  CANCELLED: 'MODEL_UNAVAILABLE'
};

/** A refusal, in Google's words: `{error: {code, message, status, details}}`, often in a list of one. */
export function classifyGemini(
  status: number,
  headers: Record<string, string>,
  body: string
): AppError {
  return refined(classifyResponse(status, headers, body), errorIn(body));
}

/** An error told inside a stream that had begun with 200. */
export function classifyGeminiInStream(chunk: Loose): AppError {
  return refined(classifyInStream(chunk), objectIn(chunk, 'error'));
}

function refined(base: AppError, error: Loose | null): AppError {
  if (!error) return base;
  const word = textIn(error, 'status');
  return new AppError(codeOf(error, word) ?? base.code, {
    detail: base.detail,
    retryAfterMs: retryDelay(error) ?? base.retryAfterMs,
    facts: { ...base.facts, ...(word === '' ? {} : { providerCode: word }) }
  });
}

function codeOf(error: Loose, word: string): ErrorCode | undefined {
  const reasons = details(error, 'ErrorInfo').map((detail) => textIn(detail, 'reason'));
  if (reasons.some((reason) => reason.startsWith('API_KEY_'))) return 'INVALID_API_KEY';
  const message = textIn(error, 'message');
  if (word === 'RESOURCE_EXHAUSTED') return exhausted(error, message);
  if (/token count .*exceeds|exceeds the maximum number of tokens/i.test(message))
    return 'CONTEXT_LENGTH_EXCEEDED';
  if (word === 'FAILED_PRECONDITION')
    return /billing/i.test(message) ? 'QUOTA_EXCEEDED' : 'PERMISSION_DENIED';
  return Object.hasOwn(byStatusWord, word) ? byStatusWord[word] : undefined;
}

/**
 * The same sentence ("You exceeded your current quota") is told for a minute's limit, a day's, and an
 * empty account; only the named quotas tell which. Without one it does not pass by waiting.
 */
function exhausted(error: Loose, message: string): ErrorCode {
  const quotas = details(error, 'QuotaFailure')
    .flatMap((detail) => listIn(detail, 'violations'))
    .filter(isObject)
    .map((violation) => textIn(violation, 'quotaId'))
    .filter((id) => id !== '');
  if (quotas.some((id) => /PerDay/i.test(id))) return 'QUOTA_EXCEEDED';
  if (quotas.length > 0) return 'RATE_LIMITED';
  return /current quota|billing|credit/i.test(message) ? 'QUOTA_EXCEEDED' : 'RATE_LIMITED';
}

/** "26s" or "0.5s", in milliseconds. */
function retryDelay(error: Loose): number | undefined {
  for (const detail of details(error, 'RetryInfo')) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(textIn(detail, 'retryDelay'))?.[1];
    if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  }
  return undefined;
}

function details(error: Loose, type: string): Loose[] {
  return listIn(error, 'details')
    .filter(isObject)
    .filter((detail) => textIn(detail, '@type').endsWith(`google.rpc.${type}`));
}

function errorIn(body: string): Loose | null {
  try {
    const value: unknown = JSON.parse(body);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return isObject(first) ? objectIn(first, 'error') : null;
  } catch {
    return null; // a proxy's page: what the shared table says of it stands
  }
}
