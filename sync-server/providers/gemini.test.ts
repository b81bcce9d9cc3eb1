import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { gemini } from './gemini.ts';
import { readTools } from '#shared/requests/tool-definitions';
import type { Message } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import type { ModelCall } from '#shared/requests/model-call';
import type { Endpoint } from './adapter.ts';

const endpoint = { baseUrl: 'https://generativelanguage.googleapis.com', key: 'AIza-1' };
const messages: Message[] = [{ role: 'user', content: 'Hi' }];

function request(call: Partial<ModelCall> = {}, at: Endpoint = endpoint) {
  return gemini.buildRequest(aTextCall({ kind: 'messages', messages, ...call }), at);
}

function body(config: ModelConfig, call: Partial<ModelCall> = {}) {
  return JSON.parse(request({ config, ...call }).body ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('has the key in a header and never in its address', () => {
    const { url, headers } = request({ model: 'gemini-2.5-pro' });
    expect(url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse'
    );
    expect(headers['x-goog-api-key']).toBe('AIza-1');
    expect(headers['authorization']).toBeUndefined();
  });

  test('finds its place below a base with a version, and a tuned model in its own folder', () => {
    const base = { baseUrl: 'http://localhost:1/v1beta/', key: null };
    expect(request({ model: 'tunedModels/my-one' }, base).url).toBe(
      'http://localhost:1/v1beta/tunedModels/my-one:streamGenerateContent?alt=sse'
    );
    expect(request({ model: 'a?b#c' }, base).url).toContain('/models/a%3Fb%23c:stream');
  });

  test('is its contents alone when nothing is set', () => {
    expect(body({ temperature: null, stopSequences: [] })).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }]
    });
  });

  test.each<[ModelConfig, Record<string, unknown>]>([
    [
      { temperature: 0, topP: 0.5, topK: 3 },
      { temperature: 0, topP: 0.5, topK: 3 }
    ],
    [
      { maxTokens: 5, seed: 7 },
      { maxOutputTokens: 5, seed: 7 }
    ],
    [{ stopSequences: ['END'] }, { stopSequences: ['END'] }],
    [{ logprobs: 3 }, { responseLogprobs: true, logprobs: 3 }],
    [{ logprobs: 0 }, { responseLogprobs: true }],
    [{ responseFormat: { type: 'json_object' } }, { responseMimeType: 'application/json' }],
    [{ responseFormat: { type: 'text' } }, {}],
    [
      { responseFormat: { type: 'json_schema', json_schema: { schema: { type: 'object' } } } },
      { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } }
    ],
    [
      { temperature: 1, extra: { generationConfig: { temperature: 9, mediaResolution: 'LOW' } } },
      { temperature: 9, mediaResolution: 'LOW' }
    ]
  ])('%j becomes the generation %j', (config, expected) => {
    expect(body(config)['generationConfig'] ?? {}).toEqual(expected);
  });

  test.each([
    ['gemini-2.5-flash', null, { includeThoughts: true }],
    ['gemini-2.5-flash', 'high', { includeThoughts: true, thinkingBudget: 24_576 }],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-pro', 'none', { includeThoughts: true, thinkingBudget: 128 }],
    ['gemini-3-pro-preview', 'low', { includeThoughts: true, thinkingLevel: 'LOW' }]
  ])('%s with effort %s thinks by %j', (model, reasoningEffort, thinkingConfig) => {
    const { generationConfig } = body({ reasoningEffort }, { model, thinks: true });
    expect(generationConfig).toEqual({ thinkingConfig });
  });

  test('has system text apart, and parts of every kind', () => {
    const talk: Message[] = [
      { role: 'developer', content: 'Short.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', mediaType: 'image/png', source: { data: 'aGk=' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            name: 'a.pdf',
            source: { url: 'https://files.test/a' }
          }
        ]
      },
      {
        role: 'assistant',
        content: [{ type: 'toolCall', id: 'c1', name: 'weather', arguments: '{"city":"Köln"}' }]
      },
      { role: 'tool', content: [{ type: 'toolResult', id: 'c1', name: 'weather', text: 'Rain' }] }
    ];
    const call = { model: 'gemini-2.5-pro', systemPrompt: 'Kind.', messages: talk };
    expect(body({}, call)).toEqual({
      systemInstruction: { parts: [{ text: 'Kind.\n\nShort.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is this?' },
            { inlineData: { mimeType: 'image/png', data: 'aGk=' } },
            { fileData: { mimeType: 'application/pdf', fileUri: 'https://files.test/a' } }
          ]
        },
        { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Köln' } } }] },
        {
          role: 'user',
          parts: [{ functionResponse: { name: 'weather', response: { result: 'Rain' } } }]
        }
      ]
    });
  });

  test('answers parallel calls in one turn, and marks calls whose signature was not kept', () => {
    const part = (id: string) => ({ id, name: 'time' });
    const talk: Message[] = [
      { role: 'user', content: 'When?' },
      {
        role: 'assistant',
        content: ['a', 'b'].map((id) => ({ type: 'toolCall', ...part(id), arguments: '' }))
      },
      { role: 'tool', content: [{ type: 'toolResult', ...part('a'), text: '1' }] },
      { role: 'tool', content: [{ type: 'toolResult', ...part('b'), text: '2' }] }
    ];
    const { contents } = body({}, { model: 'gemini-3-pro-preview', messages: talk }) as {
      contents: { role: string; parts: Record<string, unknown>[] }[];
    };
    expect(contents.map(({ role, parts }) => `${role} ${parts.length}`)).toEqual([
      'user 1',
      'model 2',
      'user 2'
    ]);
    expect(contents[1]?.parts[0]).toEqual({
      functionCall: { name: 'time', args: {} },
      thoughtSignature: 'skip_thought_signature_validator'
    });
  });

  test('offers tools as function declarations', () => {
    const tools = readTools([
      { type: 'function', function: { name: 'time', description: 'Now', parameters: { a: 1 } } },
      { no: 'name' }
    ]);
    expect(body({}, { tools })['tools']).toEqual([
      {
        functionDeclarations: [{ name: 'time', description: 'Now', parametersJsonSchema: { a: 1 } }]
      }
    ]);
  });
});

describe('an answer', () => {
  test('has thoughts apart from text, and all its usage', () => {
    expect(told(replay(gemini, [fixture('gemini.sse')]).deltas)).toEqual({
      reasoning: '**Überlegung**\n\nDer Gruß braucht eine Katze 🐈.',
      text: 'Grüße aus Köln 🐈\u200d⬛ — “naïve” as ever.',
      model: 'gemini-2.5-flash',
      finish: ['stop', 'STOP'],
      usage: {
        inputTokens: 14,
        outputTokens: 29,
        reasoningTokens: 17,
        cachedTokens: 6,
        usageSource: 'provider'
      }
    });
  });

  test('keeps parallel calls apart, whether they have ids or not', () => {
    expect(told(replay(gemini, [fixture('gemini-tools.sse')]).deltas)).toMatchObject({
      'tool call_0': 'weather {"city":"Köln","days":3}',
      'tool call_1': 'weather {"city":"Łódź"}',
      'tool fc-7': 'time {}',
      finish: ['tool', 'STOP'],
      usage: { inputTokens: 90, outputTokens: 52, reasoningTokens: 21 }
    });
  });

  test('of a model that finishes in every chunk goes on to its last one', () => {
    const { deltas } = replay(gemini, [fixture('gemini-every-chunk.sse')]);
    expect(told(deltas)).toMatchObject({
      text: 'Das Café läuft',
      finish: ['length', 'MAX_TOKENS'],
      usage: { inputTokens: 4, outputTokens: 5 }
    });
    const tokens = deltas.flatMap((delta) => (delta.type === 'text' ? (delta.logprobs ?? []) : []));
    expect(tokens.map(({ token }) => token).join('')).toBe('Das Café läuft');
    expect(tokens[0]).toEqual({
      token: 'Das',
      logprob: -0.125,
      top: [
        { token: 'Das', logprob: -0.125 },
        { token: 'Die', logprob: -2.5 }
      ]
    });
  });

  test('that a filter ended is kept and says so', () => {
    expect(told(replay(gemini, [fixture('gemini-safety.sse')]).deltas)).toMatchObject({
      text: 'First you take the Schlüssel',
      finish: ['filter', 'SAFETY']
    });
  });

  test.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['RECITATION', 'filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['A_WORD_TO_COME', 'stop']
  ])('that ends by %s ended by %s', (word, reason) => {
    const frame = `{"candidates":[{"finishReason":"${word}"}]}`;
    const { deltas, ended } = replay(gemini, [bytesOf([frame], 'sse')]);
    expect(told(deltas)).toEqual({ finish: [reason, word] });
    expect(ended).toBe(true);
  });

  test('says why a prompt was blocked', () => {
    const [, delta] = replay(gemini, [fixture('gemini-blocked.sse')]).deltas;
    expect(delta?.type === 'error' && delta.error.detail).toContain('PROHIBITED_CONTENT');
  });
});

describe('a refusal', () => {
  const said = (code: number, status: string, message: string, details: unknown[] = []) =>
    JSON.stringify([{ error: { code, status, message, details } }]);
  const quota = (...ids: string[]) => ({
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: ids.map((quotaId) => ({ quotaId }))
  });
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '26s' };
  const current = 'You exceeded your current quota, please check your plan and billing details.';

  test.each<[string, number, string, string]>([
    ['a wrong key', 400, 'INVALID_API_KEY', said(400, 'INVALID_ARGUMENT', 'API key not valid.')],
    [
      'a key by its reason',
      400,
      'INVALID_API_KEY',
      said(400, 'INVALID_ARGUMENT', 'No.', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }
      ])
    ],
    [
      'a minute’s limit',
      429,
      'RATE_LIMITED',
      said(429, 'RESOURCE_EXHAUSTED', current, [
        quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
        retry
      ])
    ],
    [
      'a day’s limit',
      429,
      'QUOTA_EXCEEDED',
      said(429, 'RESOURCE_EXHAUSTED', current, [
        quota('GenerateRequestsPerMinutePerProject', 'GenerateRequestsPerDayPerProject')
      ])
    ],
    ['an empty account', 429, 'QUOTA_EXCEEDED', said(429, 'RESOURCE_EXHAUSTED', current)],
    [
      'too much at once',
      429,
      'RATE_LIMITED',
      said(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).')
    ],
    [
      'a prompt that is too long',
      400,
      'CONTEXT_LENGTH_EXCEEDED',
      said(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'
      )
    ],
    ['a place', 400, 'PERMISSION_DENIED', said(400, 'FAILED_PRECONDITION', 'User location.')],
    ['no right', 403, 'PERMISSION_DENIED', said(403, 'PERMISSION_DENIED', 'No.')],
    ['an unknown model', 404, 'MODEL_NOT_FOUND', said(404, 'NOT_FOUND', 'models/x is not found')],
    ['load', 503, 'MODEL_UNAVAILABLE', said(503, 'UNAVAILABLE', 'The model is overloaded.')],
    ['a wrong field', 400, 'PROVIDER_REJECTED', said(400, 'INVALID_ARGUMENT', 'Unknown name "x"')],
    ['a proxy’s page', 502, 'MODEL_UNAVAILABLE', '<html>Bad gateway</html>']
  ])('for %s (%i) is %s', (_, status, code, text) => {
    expect(gemini.classify(status, {}, text).code).toBe(code);
  });

  test('says how long to wait', () => {
    const text = said(429, 'RESOURCE_EXHAUSTED', current, [quota('PerMinute'), retry]);
    const error = gemini.classify(429, {}, text);
    expect(error.retryAfterMs).toBe(26_000);
    expect(error.facts).toMatchObject({ providerCode: 'RESOURCE_EXHAUSTED', providerStatus: 429 });
  });
});
