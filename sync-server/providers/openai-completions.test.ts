import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { openaiCompletions } from './openai-completions.ts';
import type { ModelCall } from '#shared/requests/model-call';

const endpoint = { baseUrl: 'http://localhost:8080/v1/', key: null };

function body(call: Partial<ModelCall>) {
  const request = openaiCompletions.buildRequest(aTextCall(call), endpoint);
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('carries the text as it is', () => {
    const request = openaiCompletions.buildRequest(aTextCall(), endpoint);
    expect(request.url).toBe('http://localhost:8080/v1/completions');
    expect(body({ text: ' Once\n' })).toEqual({
      model: 'ok',
      prompt: ' Once\n',
      stream: true,
      stream_options: { include_usage: true }
    });
  });

  test('names its parameters as this dialect does', () => {
    expect(
      body({ config: { maxTokens: 9, logprobs: 0, seed: 1, stopSequences: ['.'] } })
    ).toMatchObject({
      max_tokens: 9,
      logprobs: 0,
      seed: 1,
      stop: ['.']
    });
  });

  test('merges raw parameters last, even over the prompt', () => {
    expect(body({ config: { extra: { prompt: [1, 2], echo: true } } })).toMatchObject({
      prompt: [1, 2],
      echo: true
    });
  });

  test('writes a conversation as a script', () => {
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    expect(body({ kind: 'messages', systemPrompt: 'Be kind.', messages })['prompt']).toBe(
      'system: Be kind.\n\nuser: Hi\n\nassistant:'
    );
  });
});

describe('an answer', () => {
  test('is text with probabilities in either shape, usage and an end', () => {
    const { deltas } = replay(openaiCompletions, [fixture('openai-completions.sse')]);
    expect(told(deltas)).toMatchObject({
      text: ' upon a café',
      model: 'davinci-002',
      finish: ['length', 'length'],
      usage: { inputTokens: 1, outputTokens: 3 }
    });
    const tokens = deltas.flatMap((delta) => (delta.type === 'text' ? (delta.logprobs ?? []) : []));
    expect(tokens).toEqual([
      {
        token: ' upon',
        logprob: -0.5,
        top: [
          { token: ' upon', logprob: -0.5 },
          { token: ' there', logprob: -1.5 }
        ]
      },
      { token: ' a', logprob: -9999, top: [] },
      {
        token: ' café',
        logprob: -0.3,
        top: [
          { token: ' café', logprob: -0.3 },
          { token: ' bar', logprob: -1 }
        ]
      }
    ]);
  });

  test('may tell an error in the middle', () => {
    const frames = [
      '{"choices":[{"text":"a"}]}',
      '{"error":{"message":"CUDA error","type":"server_error"}}'
    ];
    expect(told(replay(openaiCompletions, [bytesOf(frames, 'sse')]).deltas)).toEqual({
      text: 'a',
      error: 'MODEL_UNAVAILABLE'
    });
  });
});
