import { describe, expect, test } from 'vitest';
import { isRetryable, statusOf } from '#shared/errors';
import { adapters } from './dialects.ts';
import type { ErrorCode } from '#shared/errors';

/** How each provider says each thing: HTTP status and body, as they send it. */
type Refusal = [status: number, body: unknown];
type Provider =
  'openai' | 'anthropic' | 'gemini' | 'openrouter' | 'together' | 'ollama' | 'llama.cpp';

const dialects: Record<Provider, keyof typeof adapters> = {
  openai: 'openai-chat',
  anthropic: 'anthropic',
  gemini: 'gemini',
  openrouter: 'openai-chat',
  together: 'openai-chat',
  ollama: 'ollama',
  'llama.cpp': 'openai-chat'
};

const openai = (status: number, code: string | null, type: string, message: string): Refusal => [
  status,
  { error: { message, type, param: null, code } }
];
const anthropic = (status: number, type: string, message: string): Refusal => [
  status,
  { type: 'error', error: { type, message }, request_id: 'req_011' }
];
const gemini = (
  code: number,
  status: string,
  message: string,
  details: unknown[] = []
): Refusal => [code, [{ error: { code, message, status, details } }]];
const openrouter = (code: number, message: string): Refusal => [code, { error: { message, code } }];
const together = (status: number, type: string, message: string): Refusal => [
  status,
  { id: 'x', error: { message, type, param: null, code: null } }
];
const llama = (code: number, type: string, message: string): Refusal => [
  code,
  { error: { code, message, type } }
];
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }]
});
const keyInvalid = {
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason: 'API_KEY_INVALID'
};
const invalid = 'invalid_request_error';

/** `research` §3.7, a row per code; what a provider does not say is absent. */
const table: Partial<Record<ErrorCode, Partial<Record<Provider, Refusal[]>>>> = {
  RATE_LIMITED: {
    openai: [openai(429, 'rate_limit_exceeded', 'requests', 'Rate limit reached for gpt-5.')],
    anthropic: [anthropic(429, 'rate_limit_error', 'This request would exceed your rate limit.')],
    gemini: [
      gemini(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
        quota('GenerateRequestsPerMinutePerProjectPerModel')
      ])
    ],
    openrouter: [openrouter(429, 'Rate limit exceeded: free-models-per-min.')],
    together: [together(429, 'rate_limit', 'You have reached the rate limit.')],
    ollama: [[503, { error: 'server busy, please try again. maximum pending requests exceeded' }]]
  },
  QUOTA_EXCEEDED: {
    openai: [
      openai(429, 'insufficient_quota', 'insufficient_quota', 'You exceeded your current quota.'),
      openai(429, 'credit_balance_exhausted', 'billing', 'No credit.'),
      openai(429, 'billing_hard_limit_reached', invalid, 'Billing hard limit has been reached.')
    ],
    anthropic: [
      anthropic(402, 'billing_error', 'Check your payment details.'),
      anthropic(400, invalid, 'You have reached your specified API spend limits.'),
      anthropic(400, invalid, 'Your credit balance is too low to access the Anthropic API.')
    ],
    gemini: [
      gemini(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
        quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')
      ]),
      gemini(402, 'FAILED_PRECONDITION', 'Billing is not enabled.')
    ],
    openrouter: [openrouter(402, 'Insufficient credits. Add more.')],
    together: [together(402, 'payment', 'You have hit your spending limit.')]
  },
  INVALID_API_KEY: {
    openai: [openai(401, 'invalid_api_key', invalid, 'Incorrect API key provided: sk-abc***.')],
    anthropic: [anthropic(401, 'authentication_error', 'invalid x-api-key')],
    gemini: [
      gemini(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        keyInvalid
      ]),
      gemini(401, 'UNAUTHENTICATED', 'Request had invalid credentials.')
    ],
    openrouter: [openrouter(401, 'No auth credentials found')],
    together: [together(401, 'invalid_request_error', 'Invalid API key provided.')],
    ollama: [[401, { error: 'unauthorized' }]],
    'llama.cpp': [llama(401, 'authentication_error', 'Invalid API Key')]
  },
  PERMISSION_DENIED: {
    openai: [
      openai(403, 'unsupported_country_region_territory', 'request_forbidden', 'Not supported.'),
      openai(403, null, invalid, 'You have insufficient permissions for this operation.')
    ],
    anthropic: [anthropic(403, 'permission_error', 'Your key may not use this resource.')],
    gemini: [gemini(403, 'PERMISSION_DENIED', 'Your project has been denied access.')],
    openrouter: [openrouter(403, 'This key is not allowed here.')],
    together: [together(403, 'forbidden', 'Not allowed.')]
  },
  MODEL_NOT_FOUND: {
    openai: [openai(404, 'model_not_found', invalid, 'The model `x` does not exist.')],
    anthropic: [anthropic(404, 'not_found_error', 'model: claude-x')],
    gemini: [gemini(404, 'NOT_FOUND', 'models/x is not found for API version v1beta.')],
    openrouter: [
      openrouter(404, 'No endpoints found for x.'),
      openrouter(400, 'x is not a valid model ID')
    ],
    together: [together(404, invalid, 'Unable to access model x.')],
    ollama: [[404, { error: 'model "x" not found, try pulling it first' }]],
    'llama.cpp': [llama(404, 'not_found_error', 'model not found')]
  },
  MODEL_UNAVAILABLE: {
    openai: [
      openai(500, null, 'server_error', 'The server had an error.'),
      openai(503, 'server_is_overloaded', 'service_unavailable_error', 'Overloaded.'),
      openai(503, 'slow_down', 'service_unavailable_error', 'Slow down.'),
      [502, '<html><h1>502 Bad Gateway</h1></html>']
    ],
    anthropic: [
      anthropic(529, 'overloaded_error', 'Overloaded'),
      anthropic(500, 'api_error', 'Internal server error'),
      anthropic(504, 'timeout_error', 'Request timed out')
    ],
    gemini: [
      gemini(503, 'UNAVAILABLE', 'The model is overloaded.'),
      gemini(500, 'INTERNAL', 'An internal error has occurred.'),
      gemini(504, 'DEADLINE_EXCEEDED', 'The deadline expired.')
    ],
    openrouter: [openrouter(502, 'Provider returned error'), openrouter(503, 'No provider.')],
    together: [together(503, 'service_unavailable', 'The server is overloaded.')],
    'llama.cpp': [llama(503, 'unavailable_error', 'Loading model')],
    ollama: [[500, { error: 'llama runner process has terminated' }]]
  },
  CONTEXT_LENGTH_EXCEEDED: {
    openai: [openai(400, 'context_length_exceeded', invalid, 'Maximum context length is 8192.')],
    anthropic: [anthropic(400, invalid, 'prompt is too long: 210000 tokens > 200000 maximum')],
    gemini: [
      gemini(400, 'INVALID_ARGUMENT', 'The input token count (9) exceeds the maximum number (8).')
    ],
    openrouter: [openrouter(400, 'This endpoint’s maximum context length is 8192 tokens.')],
    together: [together(403, invalid, 'Input token count exceeds the context length.')],
    ollama: [[400, { error: 'the input length exceeds the context length' }]],
    'llama.cpp': [llama(400, 'exceed_context_size_error', 'the request exceeds the context size')]
  },
  PAYLOAD_TOO_LARGE: {
    openai: [openai(413, null, invalid, 'Request too large.')],
    anthropic: [anthropic(413, 'request_too_large', 'Request exceeds the maximum size.')],
    gemini: [gemini(413, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit.')],
    openrouter: [openrouter(413, 'Too large.')],
    together: [together(413, invalid, 'Too large.')],
    ollama: [[413, 'too large']],
    'llama.cpp': [llama(413, invalid, 'too large')]
  },
  PROVIDER_REJECTED: {
    openai: [
      openai(400, 'unsupported_value', invalid, 'temperature does not support 0.5.'),
      openai(422, null, invalid, 'Unprocessable.')
    ],
    anthropic: [anthropic(400, invalid, 'max_tokens: must be greater than 0')],
    gemini: [gemini(400, 'INVALID_ARGUMENT', 'Unable to submit request: topK out of range.')],
    openrouter: [openrouter(400, 'Bad parameter.')],
    together: [together(422, invalid, 'Bad parameter.')],
    ollama: [[400, { error: '"llama3" does not support thinking' }]],
    'llama.cpp': [llama(400, invalid, 'grammar could not be parsed')]
  },
  CONTENT_FILTERED: {
    openai: [
      openai(400, 'content_filter', invalid, 'Filtered by the content policy.'),
      openai(400, 'content_policy_violation', invalid, 'Rejected by our safety system.')
    ],
    openrouter: [openrouter(403, 'Your chosen model requires moderation; input was flagged.')]
  }
};

const rows = Object.entries(table).flatMap(([code, providers]) =>
  Object.entries(providers).flatMap(([provider, refusals]) =>
    refusals.map((refusal) => [code as ErrorCode, provider as Provider, ...refusal] as const)
  )
);

describe('what a provider says is', () => {
  test.each(rows)('%s, as %s says it: %i %j', (code, provider, status, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const error = adapters[dialects[provider]].classify(status, { 'retry-after': '2' }, text);
    expect(error.code).toBe(code);
    expect(error.facts['providerStatus']).toBe(status);
    expect(error.retryAfterMs).toBe(2000);
  });

  test('retryable exactly where waiting can help', () => {
    const retryable = Object.keys(table).filter((code) => isRetryable(code as ErrorCode));
    expect(retryable).toEqual(['RATE_LIMITED', 'MODEL_UNAVAILABLE']);
    expect(statusOf('QUOTA_EXCEEDED')).toBe(402);
  });

  test.each(Object.entries(dialects))(
    'never longer than 2 KiB and without secrets, %s',
    (_, name) => {
      const body = JSON.stringify({
        error: { message: `key sk-proj-abcdef123456 AIza${'x'.repeat(35)} ${'ü€'.repeat(5000)}` }
      });
      const { detail = '', facts } = adapters[name].classify(400, {}, body);
      expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(2048);
      expect(detail + JSON.stringify(facts)).not.toMatch(/sk-proj|AIza/);
    }
  );
});
