import { AppError } from '#shared/errors';
import { isObject, objectIn, textIn } from '#shared/requests/frames';
import { scrub } from './scrub.ts';
import type { ErrorCode } from '#shared/errors';
import type { Loose } from '#shared/requests/frames';

/** Machine codes of OpenAI, its imitators, and Ollama. */
const byCode: Record<string, ErrorCode> = {
  insufficient_quota: 'QUOTA_EXCEEDED',
  credit_balance_exhausted: 'QUOTA_EXCEEDED',
  billing_hard_limit_reached: 'QUOTA_EXCEEDED',
  billing_not_active: 'QUOTA_EXCEEDED',
  rate_limit_exceeded: 'RATE_LIMITED',
  tokens_exceeded: 'RATE_LIMITED',
  slow_down: 'MODEL_UNAVAILABLE',
  server_is_overloaded: 'MODEL_UNAVAILABLE',
  model_overloaded: 'MODEL_UNAVAILABLE',
  server_error: 'MODEL_UNAVAILABLE',
  model_not_found: 'MODEL_NOT_FOUND',
  model_not_available: 'MODEL_NOT_FOUND',
  context_length_exceeded: 'CONTEXT_LENGTH_EXCEEDED',
  string_above_max_length: 'CONTEXT_LENGTH_EXCEEDED',
  invalid_api_key: 'INVALID_API_KEY',
  incorrect_api_key: 'INVALID_API_KEY',
  account_deactivated: 'INVALID_API_KEY',
  unsupported_country_region_territory: 'PERMISSION_DENIED',
  content_filter: 'CONTENT_FILTERED',
  content_policy_violation: 'CONTENT_FILTERED'
};

/** Error types: Anthropic's, OpenAI's and llama.cpp's. Types that say nothing are left out. */
const byType: Record<string, ErrorCode> = {
  insufficient_quota: 'QUOTA_EXCEEDED',
  billing_error: 'QUOTA_EXCEEDED',
  authentication_error: 'INVALID_API_KEY',
  permission_error: 'PERMISSION_DENIED',
  rate_limit_error: 'RATE_LIMITED',
  overloaded_error: 'MODEL_UNAVAILABLE',
  api_error: 'MODEL_UNAVAILABLE',
  timeout_error: 'MODEL_UNAVAILABLE',
  server_error: 'MODEL_UNAVAILABLE',
  unavailable_error: 'MODEL_UNAVAILABLE',
  request_too_large: 'PAYLOAD_TOO_LARGE',
  exceed_context_size_error: 'CONTEXT_LENGTH_EXCEEDED'
};

/** What a status alone settles. 400, 403, 404, 422, 429 and 500 ask the text first. */
const byStatus: Record<number, ErrorCode> = {
  401: 'INVALID_API_KEY',
  402: 'QUOTA_EXCEEDED',
  408: 'MODEL_UNAVAILABLE',
  413: 'PAYLOAD_TOO_LARGE',
  499: 'MODEL_UNAVAILABLE',
  502: 'MODEL_UNAVAILABLE',
  503: 'MODEL_UNAVAILABLE',
  504: 'MODEL_UNAVAILABLE',
  529: 'MODEL_UNAVAILABLE'
};

/** A queue that is full empties: unlike a server that is broken, it wants no more than less haste. */
const fullQueue = /server busy|queue is full|maximum pending requests|too many requests/i;

const byText: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [
    /credit balance is too low|exceeded your current quota|insufficient (credits|balance|funds)|spend(ing)? limit|out of credits|payment required/i,
    'QUOTA_EXCEEDED'
  ],
  [
    /prompt is too long|maximum context length|context (length|window|size)|too many (input )?tokens|exceeds? the (available )?context|input (is )?too long|reduce the length/i,
    'CONTEXT_LENGTH_EXCEEDED'
  ],
  [
    /(incorrect|invalid|missing|no) api.?key|api key (not valid|expired)|invalid x-api-key/i,
    'INVALID_API_KEY'
  ],
  [
    /model.{0,80}(not found|does not exist|is not available|not loaded)|(unknown|no such|not a valid|invalid) model|try pulling it first|no models? loaded/i,
    'MODEL_NOT_FOUND'
  ],
  [/content (filter|policy|management)|moderation|safety system|flagged/i, 'CONTENT_FILTERED'],
  [/rate limit/i, 'RATE_LIMITED'],
  [fullQueue, 'RATE_LIMITED'],
  [/overloaded|loading model|temporarily unavailable/i, 'MODEL_UNAVAILABLE']
];

const otherwise: Record<number, ErrorCode> = {
  403: 'PERMISSION_DENIED',
  404: 'MODEL_NOT_FOUND',
  429: 'RATE_LIMITED'
};

interface Said {
  code: string;
  type: string;
  message: string;
}

function codeOf(said: Said, status: number | null): ErrorCode {
  const known = own(byCode, said.code) ?? own(byType, said.type) ?? own(byCode, said.type);
  // Money is never to be asked for again and again, also where it is told as a rate limit.
  if (known && known !== 'RATE_LIMITED') return known;
  if ((status === 503 || status === null) && fullQueue.test(said.message)) return 'RATE_LIMITED';
  const settled = status === null ? undefined : byStatus[status];
  if (settled) return settled;
  const told = byText.find(([pattern]) => pattern.test(said.message))?.[1];
  if (told && (!known || told === 'QUOTA_EXCEEDED')) return told;
  if (known) return known;
  if (status === null || status >= 500) return 'MODEL_UNAVAILABLE';
  return otherwise[status] ?? 'PROVIDER_REJECTED';
}

function own(table: Record<string, ErrorCode>, name: string): ErrorCode | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Finds what a body says in the shapes in use: `{error: {…}}`, `{error: "…"}`, `{message}`, `{detail}`. */
function readSaid(body: Loose): Said {
  const error = objectIn(body, 'error');
  if (error)
    return {
      code: textIn(error, 'code'),
      type: textIn(error, 'type'),
      message: textIn(error, 'message') || textIn(error, 'detail')
    };
  const message = ['error', 'message', 'detail'].map((name) => textIn(body, name)).find(Boolean);
  return { code: textIn(body, 'code'), type: textIn(body, 'type'), message: message ?? '' };
}

/** An error told inside a stream that had begun with 200. */
export function classifyInStream(body: Loose): AppError {
  const said = readSaid(body);
  const error = objectIn(body, 'error');
  // OpenRouter and llama.cpp put the HTTP status into `code`.
  const status = typeof error?.code === 'number' ? error.code : null;
  return toError(said, status, undefined);
}

/** A refusal before any stream: status, headers and body of an HTTP answer of 400 or more. */
export function classifyResponse(
  status: number,
  headers: Record<string, string>,
  body: string
): AppError {
  return toError(readBody(body), status, retryAfterMs(headers));
}

function toError(said: Said, status: number | null, waitMs: number | undefined): AppError {
  const message = scrub(said.message);
  const providerCode = scrub(said.code || said.type);
  return new AppError(codeOf(said, status), {
    detail: message === '' ? undefined : message,
    retryAfterMs: waitMs,
    facts: {
      ...(status === null ? {} : { providerStatus: status }),
      ...(providerCode === '' ? {} : { providerCode })
    }
  });
}

function readBody(body: string): Said {
  try {
    const value: unknown = JSON.parse(body);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (isObject(first)) return readSaid(first);
  } catch {
    // Proxies answer in HTML or plain text: that is the message then, without its markup.
  }
  const text = body
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  return { code: '', type: '', message: text.trim() };
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date measured by the answer's own clock. */
export function retryAfterMs(headers: Record<string, string>): number | undefined {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return Math.round(exact);
  const text = headers['retry-after'];
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1000);
  const wait = Date.parse(text) - Date.parse(headers['date'] ?? '');
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
