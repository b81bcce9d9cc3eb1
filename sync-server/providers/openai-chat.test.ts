import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { openaiChat } from './openai-chat.ts';
import type { ModelConfig } from '#shared/model-config';

const own = { baseUrl: 'https://api.openai.com/v1', key: 'sk-1' };
const other = { baseUrl: 'http://localhost:1234', key: null };

function body(config: ModelConfig, endpoint = own) {
  const call = aTextCall({ kind: 'messages', messages: [{ role: 'user', content: 'Hi' }], config });
  const { body: text } = openaiChat.buildRequest(call, endpoint);
  return JSON.parse(text ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('has an address, a key and asks for usage', () => {
    const request = openaiChat.buildRequest(aTextCall(), own);
    expect(request.url).toBe('https://api.openai.com/v1/chat/completions');
    expect(request.headers['authorization']).toBe('Bearer sk-1');
    expect(body({})).toEqual({
      model: 'ok',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true }
    });
  });

  test('without a key sends none', () => {
    expect(openaiChat.buildRequest(aTextCall(), other).headers['authorization']).toBeUndefined();
  });

  test.each<[ModelConfig, Record<string, unknown>]>([
    [{ temperature: 0 }, { temperature: 0 }],
    [
      { topP: 0.5, seed: 7 },
      { top_p: 0.5, seed: 7 }
    ],
    [{ maxTokens: 5 }, { max_completion_tokens: 5 }],
    [
      { frequencyPenalty: -1, presencePenalty: 0 },
      { frequency_penalty: -1, presence_penalty: 0 }
    ],
    [{ stopSequences: ['END', '\n'] }, { stop: ['END', '\n'] }],
    [{ logprobs: 3 }, { logprobs: true, top_logprobs: 3 }],
    [{ logprobs: 0 }, { logprobs: true }],
    [{ reasoningEffort: 'low' }, { reasoning_effort: 'low' }],
    [{ responseFormat: { type: 'json_object' } }, { response_format: { type: 'json_object' } }],
    [
      { extra: { user: 'me', temperature: 9 }, temperature: 1 },
      { user: 'me', temperature: 9 }
    ]
  ])('%j becomes %j', (config, expected) => {
    expect(body(config)).toMatchObject(expected);
  });

  test('sends nothing for what is null, absent or empty', () => {
    const nothing = { temperature: null, maxTokens: null, stopSequences: [], logprobs: null };
    expect(body(nothing)).toEqual(body({}));
  });

  test('to an imitator uses the older name and what only those know', () => {
    const sent = body(
      { maxTokens: 5, topK: 40, minP: 0.1, repeatPenalty: 1.1 },
      { ...other, key: '' }
    );
    expect(sent).toMatchObject({ max_tokens: 5, top_k: 40, min_p: 0.1, repeat_penalty: 1.1 });
    expect(sent).not.toHaveProperty('max_completion_tokens');
    expect(body({ topK: 40 })).not.toHaveProperty('top_k');
  });

  test('asks a chat model to continue a plain text', () => {
    const { body: text } = openaiChat.buildRequest(aTextCall({ text: 'Once upon' }), own);
    const { messages } = JSON.parse(text ?? '') as {
      messages: { role: string; content: string }[];
    };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(messages[0]?.content).toMatch(/only the continuation/);
    expect(messages[1]?.content).toBe('Once upon');
  });
});

describe('an answer', () => {
  test('is text with probabilities, usage and an end', () => {
    const { deltas } = replay(openaiChat, [fixture('openai-chat.sse')]);
    expect(told(deltas)).toEqual({
      text: 'Grüße🐈',
      model: 'gpt-4o-2024-08-06',
      finish: ['stop', 'stop'],
      usage: {
        inputTokens: 11,
        outputTokens: 4,
        reasoningTokens: 0,
        cachedTokens: 8,
        usageSource: 'provider'
      }
    });
    const tokens = deltas.flatMap((delta) => (delta.type === 'text' ? (delta.logprobs ?? []) : []));
    expect(tokens.map(({ token }) => token)).toEqual(['Gr', 'üße', '🐈']);
    expect(tokens[0]?.top.map(({ token }) => token)).toEqual(['Gr', 'Hal']);
    expect(tokens[2]).toEqual({ token: '🐈', logprob: -0.75, top: [] });
  });

  test('keeps thinking and parallel tool calls apart', () => {
    const { deltas } = replay(openaiChat, [fixture('openai-chat-tools.sse')]);
    expect(told(deltas)).toEqual({
      reasoning: 'Hmm, café…',
      'tool call_a': 'weather {"city":"Köln"}',
      'tool call_b': 'time {}',
      model: 'deepseek-r1',
      finish: ['tool', 'tool_calls']
    });
  });

  test.each([
    [
      '{"choices":[{"delta":{"refusal":"I cannot."},"finish_reason":"stop"}]}',
      { refusal: 'I cannot.' }
    ],
    ['{"choices":[{"delta":{},"finish_reason":"length"}]}', { finish: ['length', 'length'] }],
    [
      '{"choices":[{"delta":{},"finish_reason":"content_filter"}]}',
      { finish: ['filter', 'content_filter'] }
    ],
    ['{"choices":[{"delta":{},"finish_reason":"weird"}]}', { finish: ['stop', 'weird'] }],
    ['{"error":{"message":"Overloaded","code":503}}', { error: 'MODEL_UNAVAILABLE' }],
    ['{"error":{"message":"slow","code":"rate_limit_exceeded"}}', { error: 'RATE_LIMITED' }],
    ['{"choices":[{"index":0,"delta":null,"finish_reason":null}],"usage":null}', {}],
    ['{}', {}]
  ])('%s says %j', (frame, expected) => {
    expect(told(replay(openaiChat, [bytesOf([frame], 'sse')]).deltas)).toMatchObject(expected);
  });

  test.each([['not json'], ['[1]'], ['7'], ['null']])('%s cannot be read', (frame) => {
    expect(() => replay(openaiChat, [bytesOf([frame], 'sse')])).toThrow('UPSTREAM_PROTOCOL');
  });

  test('ends by its finish reason or by [DONE], whichever a server sends', () => {
    const finish = '{"choices":[{"delta":{},"finish_reason":"stop"}]}';
    expect(replay(openaiChat, [bytesOf([finish], 'sse')]).ended).toBe(true);
    expect(replay(openaiChat, [bytesOf(['[DONE]'], 'sse')]).ended).toBe(true);
    expect(replay(openaiChat, [bytesOf(['{"choices":[]}'], 'sse')]).ended).toBe(false);
  });
});
