import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { anthropic } from './anthropic.ts';
import type { ModelConfig } from '#shared/model-config';
import type { ModelCall } from '#shared/requests/model-call';

const endpoint = { baseUrl: 'https://api.anthropic.com', key: 'sk-ant-1' };
const messages = [{ role: 'user' as const, content: 'Hi' }];

function body(config: ModelConfig, call: Partial<ModelCall> = {}) {
  const request = anthropic.buildRequest(
    aTextCall({ kind: 'messages', messages, config, ...call }),
    endpoint
  );
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('has the key and the version in its headers', () => {
    const request = anthropic.buildRequest(aTextCall(), endpoint);
    expect(request.url).toBe('https://api.anthropic.com/v1/messages');
    expect(request.headers).toMatchObject({
      'x-api-key': 'sk-ant-1',
      'anthropic-version': '2023-06-01'
    });
    expect(request.headers['authorization']).toBeUndefined();
  });

  test('always has a limit: the person’s, the model’s, or ours', () => {
    expect(body({ maxTokens: 5 }, { maxOutputTokens: 8192 })['max_tokens']).toBe(5);
    expect(body({}, { maxOutputTokens: 8192 })['max_tokens']).toBe(8192);
    expect(body({ maxTokens: null })['max_tokens']).toBe(1024);
  });

  test.each<[ModelConfig, Record<string, unknown>]>([
    [
      { temperature: 0.2, topP: 0.9, topK: 5 },
      { temperature: 0.2, top_p: 0.9, top_k: 5 }
    ],
    [{ stopSequences: ['END'] }, { stop_sequences: ['END'] }],
    [{ reasoningEffort: 'low' }, { output_config: { effort: 'low' } }],
    [
      {
        responseFormat: {
          type: 'json_schema',
          json_schema: { name: 'a', schema: { type: 'object' } }
        }
      },
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }
    ],
    [
      { extra: { thinking: { type: 'adaptive' }, max_tokens: 1 } },
      { thinking: { type: 'adaptive' }, max_tokens: 1 }
    ]
  ])('%j becomes %j', (config, expected) => {
    expect(body(config)).toMatchObject(expected);
  });

  test('sends nothing for what is not set', () => {
    expect(body({ temperature: null })).toEqual({
      model: 'ok',
      max_tokens: 1024,
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }]
    });
  });

  test('takes system texts out of the messages', () => {
    const talk = [
      { role: 'developer' as const, content: 'Short.' },
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Hello' },
      { role: 'tool' as const, content: '7' }
    ];
    expect(body({}, { systemPrompt: 'Kind.', messages: talk })).toMatchObject({
      system: 'Kind.\n\nShort.',
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: '7' }
      ]
    });
  });
});

describe('an answer', () => {
  test('has thinking, text, tool calls and all its usage', () => {
    const { deltas } = replay(anthropic, [fixture('anthropic.sse')]);
    expect(told(deltas)).toEqual({
      reasoning: 'Let me think…',
      text: 'Naïve 🐈!',
      'tool toolu_1': 'weather {"city": "Köln"}',
      model: 'claude-sonnet-4-20250514',
      finish: ['tool', 'tool_use'],
      usage: {
        inputTokens: 330,
        outputTokens: 42,
        reasoningTokens: null,
        cachedTokens: 300,
        usageSource: 'provider'
      }
    });
  });

  test.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['pause_turn', 'pause'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'context']
  ])('that ends by %s ended by %s', (word, reason) => {
    const frame = `{"type":"message_delta","delta":{"stop_reason":"${word}"},"usage":{"output_tokens":1}}`;
    expect(told(replay(anthropic, [bytesOf([frame], 'sse')]).deltas)['finish']).toEqual([
      reason,
      word
    ]);
  });

  test('is not over at its stop reason, only at message_stop', () => {
    const frame = '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}';
    expect(replay(anthropic, [bytesOf([frame], 'sse')]).ended).toBe(false);
    expect(replay(anthropic, [bytesOf(['{"type":"message_stop"}'], 'sse')]).ended).toBe(true);
  });

  test('may tell an error in the middle', () => {
    const frame = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    expect(told(replay(anthropic, [bytesOf([frame], 'sse')]).deltas)).toEqual({
      error: 'MODEL_UNAVAILABLE'
    });
  });
});
