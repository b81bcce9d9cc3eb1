import { describe, expect, test } from 'vitest';
import { classifyInStream, classifyResponse, retryAfterMs } from './classify.ts';

const openai = (message: string, type: string | null = null, code: string | null = null) =>
  JSON.stringify({ error: { message, type, code, param: null } });
const anthropic = (type: string, message: string) =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });

describe('a refusal', () => {
  test.each([
    // OpenAI and its imitators
    [
      400,
      openai(
        'This model’s maximum context length is 8192 tokens.',
        'invalid_request_error',
        'context_length_exceeded'
      ),
      'CONTEXT_LENGTH_EXCEEDED'
    ],
    [
      400,
      openai(
        'Unsupported value: temperature does not support 0.5.',
        'invalid_request_error',
        'unsupported_value'
      ),
      'PROVIDER_REJECTED'
    ],
    [
      400,
      openai('Your request was rejected by our safety system.', null, 'content_policy_violation'),
      'CONTENT_FILTERED'
    ],
    [
      401,
      openai('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
      'INVALID_API_KEY'
    ],
    [401, '', 'INVALID_API_KEY'],
    [
      403,
      openai('Country not supported', null, 'unsupported_country_region_territory'),
      'PERMISSION_DENIED'
    ],
    [403, '{}', 'PERMISSION_DENIED'],
    [
      404,
      openai('The model `x` does not exist', 'invalid_request_error', 'model_not_found'),
      'MODEL_NOT_FOUND'
    ],
    [429, openai('Rate limit reached', 'requests', 'rate_limit_exceeded'), 'RATE_LIMITED'],
    [
      429,
      openai('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
      'QUOTA_EXCEEDED'
    ],
    [
      429,
      openai('You exceeded your current quota, please check your plan', 'rate_limit_error'),
      'QUOTA_EXCEEDED'
    ],
    [429, 'Too many requests', 'RATE_LIMITED'],
    [500, openai('The server had an error', 'server_error'), 'MODEL_UNAVAILABLE'],
    [503, openai('Overloaded', null, 'slow_down'), 'MODEL_UNAVAILABLE'],
    // Anthropic
    [
      400,
      anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      'CONTEXT_LENGTH_EXCEEDED'
    ],
    [
      400,
      anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'),
      'QUOTA_EXCEEDED'
    ],
    [400, anthropic('invalid_request_error', 'temperature: not supported'), 'PROVIDER_REJECTED'],
    [401, anthropic('authentication_error', 'invalid x-api-key'), 'INVALID_API_KEY'],
    [402, anthropic('billing_error', 'Payment required'), 'QUOTA_EXCEEDED'],
    [403, anthropic('permission_error', 'no access'), 'PERMISSION_DENIED'],
    [404, anthropic('not_found_error', 'model: claude-x'), 'MODEL_NOT_FOUND'],
    [413, anthropic('request_too_large', 'Request exceeds 32 MB'), 'PAYLOAD_TOO_LARGE'],
    [429, anthropic('rate_limit_error', 'slow down please'), 'RATE_LIMITED'],
    [500, anthropic('api_error', 'Internal server error'), 'MODEL_UNAVAILABLE'],
    [504, anthropic('timeout_error', 'timed out'), 'MODEL_UNAVAILABLE'],
    [529, anthropic('overloaded_error', 'Overloaded'), 'MODEL_UNAVAILABLE'],
    // OpenRouter, Together
    [402, '{"error":{"message":"Insufficient credits","code":402}}', 'QUOTA_EXCEEDED'],
    [403, '{"error":{"message":"Input was flagged by moderation","code":403}}', 'CONTENT_FILTERED'],
    [
      403,
      '{"error":{"message":"Input token count exceeds the context length"}}',
      'CONTEXT_LENGTH_EXCEEDED'
    ],
    [502, '{"error":{"message":"Provider returned error","code":502}}', 'MODEL_UNAVAILABLE'],
    // Ollama, llama.cpp, vLLM
    [404, '{"error":"model \'llama9\' not found"}', 'MODEL_NOT_FOUND'],
    [400, '{"error":"\\"llama3\\" does not support thinking"}', 'PROVIDER_REJECTED'],
    [
      503,
      '{"error":"server busy, please try again. maximum pending requests exceeded"}',
      'RATE_LIMITED'
    ],
    [
      503,
      '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
      'MODEL_UNAVAILABLE'
    ],
    [
      400,
      '{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}',
      'CONTEXT_LENGTH_EXCEEDED'
    ],
    [
      400,
      '{"object":"error","message":"This model\'s maximum context length is 4096 tokens","type":"BadRequestError","code":400}',
      'CONTEXT_LENGTH_EXCEEDED'
    ],
    [422, '{"detail":"bad field"}', 'PROVIDER_REJECTED'],
    // What is not an API at all
    [404, '<html><body>Not Found</body></html>', 'MODEL_NOT_FOUND'],
    [502, '<html><body><h1>Bad Gateway</h1></body></html>', 'MODEL_UNAVAILABLE'],
    [418, '', 'PROVIDER_REJECTED'],
    [599, 'x', 'MODEL_UNAVAILABLE'],
    [
      400,
      '[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]',
      'INVALID_API_KEY'
    ],
    [400, '{"error":{"code":"constructor","type":"toString","message":""}}', 'PROVIDER_REJECTED']
  ])('%i %s is %s', (status, body, code) => {
    expect(classifyResponse(status, {}, body).code).toBe(code);
  });

  test('keeps what the provider said, without markup, secrets or length', () => {
    const page = classifyResponse(502, {}, '<style>a{}</style><h1>Bad</h1> <p>Gateway</p>');
    expect(page.detail).toBe('Bad Gateway');
    expect(page.facts).toEqual({ providerStatus: 502 });
    const secret = openai('Incorrect API key provided: sk-proj-abcdefgh12345678.', null, 'x');
    expect(classifyResponse(400, {}, secret).detail).toBe('Incorrect API key provided: [key].');
    const long = classifyResponse(400, {}, openai('ü'.repeat(9000)));
    expect(Buffer.byteLength(long.detail ?? '')).toBeLessThanOrEqual(2048);
  });

  test('keeps the provider’s own code and status', () => {
    const error = classifyResponse(404, {}, openai('gone', null, 'model_not_found'));
    expect(error.facts).toEqual({ providerStatus: 404, providerCode: 'model_not_found' });
  });

  test('inside a stream has the status its code tells', () => {
    const said = { error: { code: 429, message: 'Too many requests' } };
    expect(classifyInStream(said).code).toBe('RATE_LIMITED');
    expect(classifyInStream({ error: {} }).code).toBe('MODEL_UNAVAILABLE');
  });
});

describe('how long to wait', () => {
  test.each([
    [{}, undefined],
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [
      { 'retry-after': 'Wed, 21 Oct 2026 07:28:05 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' },
      5000
    ],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:27:00 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 0],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:05 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined]
  ])('%j is %s ms', (headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>)).toBe(expected);
  });
});
