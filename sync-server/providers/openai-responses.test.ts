import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { openaiResponses } from './openai-responses.ts';
import { readTools } from '#shared/requests/tool-definitions';
import type { Message } from '#shared/message-parts';
import type { ModelConfig } from '#shared/model-config';
import type { ModelCall } from '#shared/requests/model-call';
import type { Endpoint } from './adapter.ts';

const endpoint: Endpoint = { baseUrl: 'https://api.openai.com/v1', key: 'sk-1' };
const messages: Message[] = [{ role: 'user', content: 'Hi' }];

function body(config: ModelConfig, call: Partial<ModelCall> = {}, at = endpoint) {
  const asked = aTextCall({ kind: 'messages', messages, config, ...call });
  const { body: text } = openaiResponses.buildRequest(asked, at);
  return JSON.parse(text ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('has an address and a key, and is kept by nobody', () => {
    const { url, headers } = openaiResponses.buildRequest(aTextCall(), endpoint);
    expect(url).toBe('https://api.openai.com/v1/responses');
    expect(headers['authorization']).toBe('Bearer sk-1');
    expect(body({})).toEqual({
      model: 'ok',
      input: [{ role: 'user', content: 'Hi' }],
      stream: true,
      store: false
    });
  });

  test.each<[ModelConfig, Record<string, unknown>]>([
    [
      { temperature: 0, topP: 0.5 },
      { temperature: 0, top_p: 0.5 }
    ],
    [{ maxTokens: 5 }, { max_output_tokens: 5 }],
    [{ logprobs: 3 }, { include: ['message.output_text.logprobs'], top_logprobs: 3 }],
    [{ logprobs: 0 }, { include: ['message.output_text.logprobs'] }],
    [{ reasoningEffort: 'low' }, { reasoning: { effort: 'low' } }],
    [{ responseFormat: { type: 'json_object' } }, { text: { format: { type: 'json_object' } } }],
    [
      {
        responseFormat: {
          type: 'json_schema',
          json_schema: { name: 'a', schema: {}, strict: true }
        }
      },
      { text: { format: { type: 'json_schema', name: 'a', schema: {}, strict: true } } }
    ],
    [{ extra: { background: true } }, { background: true, store: true }]
  ])('%j becomes %j', (config, expected) => {
    expect(body(config)).toMatchObject(expected);
  });

  test('asks a thinking model for a summary, until that was refused', () => {
    expect(body({}, { thinks: true })['reasoning']).toEqual({ summary: 'auto' });
    const without = { ...endpoint, without: new Set(['reasoning.summary']) };
    expect(body({}, { thinks: true }, without)).not.toHaveProperty('reasoning');
  });

  test('in the background is kept over there, unless the person says no', () => {
    expect(body({}, { background: true })).toMatchObject({ background: true, store: true });
    const no = body({ extra: { background: false } }, { background: true });
    expect(no).toMatchObject({ background: false, store: false });
  });

  test('has pictures, files, calls and results as items', () => {
    const talk: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', mediaType: 'image/png', source: { data: 'aGk=' } },
          { type: 'file', mediaType: 'application/pdf', name: 'a.pdf', source: { data: 'JV' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            name: 'b.pdf',
            source: { url: 'https://a.test/b.pdf' }
          }
        ]
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'So.' },
          { type: 'toolCall', id: 'c1', name: 'weather', arguments: '' }
        ]
      },
      { role: 'tool', content: [{ type: 'toolResult', id: 'c1', name: 'weather', text: 'Rain' }] }
    ];
    expect(body({}, { messages: talk })['input']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JV' },
          { type: 'input_file', file_url: 'https://a.test/b.pdf' }
        ]
      },
      { role: 'assistant', content: [{ type: 'output_text', text: 'So.' }] },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'Rain' }
    ]);
  });

  test('offers tools without the strictness that refuses most schemas', () => {
    const tools = readTools([{ name: 'time' }]);
    expect(body({}, { tools })['tools']).toEqual([
      {
        type: 'function',
        name: 'time',
        parameters: { type: 'object', properties: {} },
        strict: false
      }
    ]);
  });
});

describe('an answer', () => {
  const usage = {
    inputTokens: 31,
    outputTokens: 57,
    reasoningTokens: 40,
    cachedTokens: 16,
    usageSource: 'provider'
  };

  test('has its summary apart, a text with probabilities, and usage', () => {
    const { deltas } = replay(openaiResponses, [fixture('openai-responses.sse')]);
    expect(told(deltas)).toEqual({
      reasoning: '**Überlegt** wie man grüßt\n\nUnd wählt 🐈.',
      text: 'Grüße 🐈',
      model: 'gpt-5-2025-08-07',
      finish: ['stop', 'completed'],
      usage
    });
    const tokens = deltas.flatMap((delta) => (delta.type === 'text' ? (delta.logprobs ?? []) : []));
    expect(tokens.map(({ token }) => token)).toEqual(['Grü', 'ße', ' 🐈']);
    expect(tokens[0]?.top.map(({ token }) => token)).toEqual(['Grü', 'Hal']);
  });

  test('keeps parallel calls apart, also one told only as a whole', () => {
    expect(told(replay(openaiResponses, [fixture('openai-responses-tools.sse')]).deltas)).toEqual({
      'tool call_a': 'weather {"city":"Köln"}',
      'tool call_b': 'weather {"city":"Łódź"}',
      'tool call_c': 'time {}',
      model: 'gpt-5-mini',
      finish: ['tool', 'completed'],
      usage
    });
  });

  test.each([
    ['refusal', { refusal: 'I’m sorry, but no.', finish: ['refusal', 'completed'] }],
    ['incomplete', { text: 'Es war einmal — ', finish: ['length', 'max_output_tokens'] }],
    ['failed', { text: 'Es war 🐈', error: 'RATE_LIMITED', usage }],
    ['error', { text: 'Es war', error: 'MODEL_UNAVAILABLE' }]
  ])('may end as %s', (name, expected) => {
    const { deltas } = replay(openaiResponses, [fixture(`openai-responses-${name}.sse`)]);
    expect(told(deltas)).toMatchObject(expected);
  });

  test.each([
    ['{"type":"response.failed","response":{"error":{"code":"invalid_prompt","message":"No."}}}'],
    ['{"type":"error","error":{"code":"image_too_large","message":"No."}}']
  ])('%s is our fault, not an outage', (frame) => {
    expect(told(replay(openaiResponses, [bytesOf([frame], 'sse')]).deltas)['error']).toBe(
      'PROVIDER_REJECTED'
    );
  });

  test('of an imitator that numbers nothing and tells texts as a whole is read as well', () => {
    const frames = [
      '{"type":"response.output_text.done","item_id":"m","content_index":0,"text":"Hi","sequence_number":0}',
      '{"type":"response.completed","response":{},"sequence_number":0}',
      '[DONE]'
    ];
    const { deltas, ended } = replay(openaiResponses, [bytesOf(frames, 'sse')]);
    expect(told(deltas)).toEqual({ text: 'Hi', finish: ['stop', 'completed'] });
    expect(ended).toBe(true);
  });
});
