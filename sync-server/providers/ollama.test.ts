import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { ollama } from './ollama.ts';
import type { ModelConfig } from '#shared/model-config';
import type { ModelCall } from '#shared/requests/model-call';

const endpoint = { baseUrl: 'http://localhost:11434', key: null };

function body(config: ModelConfig, call: Partial<ModelCall> = {}) {
  const request = ollama.buildRequest(aTextCall({ config, ...call }), endpoint);
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

describe('a request', () => {
  test('for a text is raw generation: no template, no roles', () => {
    expect(ollama.buildRequest(aTextCall(), endpoint).url).toBe(
      'http://localhost:11434/api/generate'
    );
    expect(body({}, { text: 'Once' })).toEqual({
      model: 'ok',
      stream: true,
      prompt: 'Once',
      raw: true
    });
  });

  test('for messages is a chat', () => {
    const call = {
      kind: 'messages' as const,
      messages: [{ role: 'user' as const, content: 'Hi' }]
    };
    expect(ollama.buildRequest(aTextCall(call), endpoint).url).toBe(
      'http://localhost:11434/api/chat'
    );
    expect(body({}, { ...call, systemPrompt: 'Kind.' })['messages']).toEqual([
      { role: 'system', content: 'Kind.' },
      { role: 'user', content: 'Hi' }
    ]);
  });

  test.each<[ModelConfig, Record<string, unknown>]>([
    [
      { temperature: 0, maxTokens: 9, seed: 3 },
      { options: { temperature: 0, num_predict: 9, seed: 3 } }
    ],
    [
      { topP: 0.5, topK: 4, minP: 0.1, repeatPenalty: 1.2 },
      { options: { top_p: 0.5, top_k: 4, min_p: 0.1, repeat_penalty: 1.2 } }
    ],
    [{ stopSequences: ['\n'] }, { options: { stop: ['\n'] } }],
    [{ logprobs: 2 }, { logprobs: true, top_logprobs: 2 }],
    [{ reasoningEffort: 'none' }, { think: false }],
    [{ reasoningEffort: 'high' }, { think: 'high' }],
    [{ responseFormat: { type: 'json_object' } }, { format: 'json' }],
    [
      { responseFormat: { type: 'json_schema', json_schema: { schema: { type: 'object' } } } },
      { format: { type: 'object' } }
    ],
    [{ extra: { keep_alive: '1h' } }, { keep_alive: '1h' }]
  ])('%j becomes %j', (config, expected) => {
    expect(body(config)).toMatchObject(expected);
  });
});

describe('an answer', () => {
  test('of a chat has thinking, text, whole tool calls and usage', () => {
    const { deltas } = replay(ollama, [fixture('ollama-chat.ndjson')]);
    expect(told(deltas)).toEqual({
      reasoning: 'Überlege',
      text: 'Grüß 🐈',
      'tool call_0': 'weather {"city":"Köln"}',
      'tool call_1': 'time {}',
      model: 'qwen3:8b',
      finish: ['tool', 'stop'],
      usage: { inputTokens: 26, outputTokens: 7, usageSource: 'provider' }
    });
    expect(deltas).toContainEqual({
      type: 'text',
      channel: 'text',
      text: 'Grüß',
      logprobs: [
        {
          token: 'Grüß',
          logprob: -0.2,
          top: [
            { token: 'Grüß', logprob: -0.2 },
            { token: 'Hi', logprob: -1.2 }
          ]
        }
      ]
    });
  });

  test('of a generation is the text', () => {
    const { deltas } = replay(ollama, [fixture('ollama-generate.ndjson')]);
    expect(told(deltas)).toMatchObject({ text: ' upon a “time”', finish: ['length', 'length'] });
  });

  test.each([
    ['{"error":"model \'x\' not found, try pulling it first"}', 'MODEL_NOT_FOUND'],
    ['{"error":"an error was encountered while running the model"}', 'MODEL_UNAVAILABLE']
  ])('%s in the middle is %s', (line, code) => {
    expect(told(replay(ollama, [bytesOf([line], 'ndjson')]).deltas)).toEqual({ error: code });
  });
});
