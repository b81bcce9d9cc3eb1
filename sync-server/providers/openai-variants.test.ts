import { describe, expect, test } from 'vitest';
import { aTextCall } from '../testing/collect.ts';
import { bytesOf, fixture, replay, told } from '../testing/replay.ts';
import { anthropic } from './anthropic.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiCompletions } from './openai-completions.ts';

describe('an imitator of chat completions', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'openrouter',
      {
        reasoning: 'Überlege… 🐈',
        text: 'Schön “so”',
        finish: ['stop', 'end_turn'],
        usage: { inputTokens: 14, outputTokens: 30, reasoningTokens: 21, cachedTokens: 2 }
      }
    ],
    ['openrouter-error', { text: 'Erste Hälfte', error: 'MODEL_UNAVAILABLE' }],
    ['openrouter-choice-error', { text: 'Hälfte', error: 'RATE_LIMITED' }],
    ['openrouter-finish-error', { text: 'Hälfte', error: 'MODEL_UNAVAILABLE' }],
    [
      'llama-cpp',
      {
        text: 'Gruß 🐈',
        finish: ['length', 'length'],
        usage: { inputTokens: 12, outputTokens: 2, cachedTokens: 7 }
      }
    ],
    ['llama-cpp-error', { text: 'Gruß', error: 'MODEL_UNAVAILABLE' }],
    [
      'vllm',
      {
        reasoning: 'Hmm, naïv…\n',
        text: 'Tschüß',
        finish: ['stop', 'stop'],
        usage: { inputTokens: 22, outputTokens: 9 }
      }
    ],
    ['vllm-error', { text: 'Es', error: 'CONTEXT_LENGTH_EXCEEDED' }],
    ['lm-studio', { text: 'Grüß dich', usage: { inputTokens: 9, outputTokens: 4 } }],
    ['lm-studio-error', { text: 'Gr', error: 'MODEL_UNAVAILABLE' }],
    [
      'deepseek',
      {
        reasoning: '嗯，用户问“你好”。',
        text: '你好！',
        usage: { inputTokens: 12, outputTokens: 33, reasoningTokens: 28, cachedTokens: 8 }
      }
    ],
    [
      'together',
      {
        reasoning: 'Kurz gedacht: ',
        text: 'ja — 🐈',
        finish: ['stop', 'eos'],
        usage: { inputTokens: 5, outputTokens: 7 }
      }
    ],
    ['groq', { text: 'Grüezi', usage: { inputTokens: 40, outputTokens: 3 } }],
    [
      'mistral',
      {
        reasoning: 'Ça va…',
        text: 'Très bien',
        'tool Dk3': 'weather {"city": "Orléans"}',
        'tool Qp7': 'time {}',
        finish: ['tool', 'tool_calls']
      }
    ],
    [
      'ollama-compat-tools',
      {
        'tool call_x': 'weather {"city":"Köln"}',
        'tool call_y': 'weather {"city":"Łódź"}',
        'tool call_2': 'time {}',
        'tool call_3': 'time {"zone":"UTC"}'
      }
    ],
    ['openai-legacy-function', { 'tool call_0': 'weather {"city":"Köln"}' }],
    ['done-only', { text: 'Nur so 🐈.' }]
  ])('%s is read in its own spelling', (name, expected) => {
    expect(told(replay(openaiChat, [fixture(`${name}.sse`)]).deltas)).toMatchObject(expected);
  });

  test('OpenRouter’s own word on the price is kept, in integer nano-dollars', () => {
    const cost = (usage: string) =>
      replay(openaiChat, [bytesOf([`{"choices":[],"usage":${usage}}`], 'sse')]).deltas.map(
        (delta) => (delta.type === 'usage' ? delta.costNanoUsd : null)
      );
    expect(cost('{"cost":0.0001283,"is_byok":false}')).toEqual([128_300]);
    expect(
      cost('{"cost":0.1,"is_byok":true,"cost_details":{"upstream_inference_cost":0.2}}')
    ).toEqual([300_000_000]);
    expect(cost('{"cost":7}')).toEqual([undefined]);
  });

  test('OpenRouter is asked for the true price, and nobody else is', () => {
    const body = (baseUrl: string) =>
      openaiChat.buildRequest(aTextCall(), { baseUrl, key: null }).body ?? '';
    expect(JSON.parse(body('https://openrouter.ai/api/v1'))).toMatchObject({
      usage: { include: true }
    });
    expect(body('http://localhost:1234')).not.toContain('"usage"');
  });
});

describe('other answers', () => {
  test('legacy completions of imitators', () => {
    const read = (name: string) => told(replay(openaiCompletions, [fixture(name)]).deltas);
    expect(read('completions-vllm.sse')).toMatchObject({
      text: ' und über 🐈',
      usage: { inputTokens: 3, outputTokens: 4 }
    });
    expect(read('completions-llama-cpp-error.sse')).toMatchObject({
      text: ' und',
      error: 'MODEL_UNAVAILABLE'
    });
  });

  test('Anthropic’s parallel calls, also one without arguments', () => {
    expect(told(replay(anthropic, [fixture('anthropic-tools.sse')]).deltas)).toMatchObject({
      text: 'Ich schaue nach — ',
      'tool toolu_a': 'weather {"city": "Köln"}',
      'tool toolu_b': 'weather {"city": "Łódź"}',
      'tool toolu_c': 'time {}',
      finish: ['tool', 'tool_use'],
      usage: { inputTokens: 512, outputTokens: 90, cachedTokens: 100 }
    });
  });

  test('Anthropic’s refusals and failures keep what came', () => {
    expect(told(replay(anthropic, [fixture('anthropic-refusal.sse')]).deltas)).toMatchObject({
      text: 'Dabei kann ich nicht helfen.',
      finish: ['refusal', 'refusal']
    });
    expect(told(replay(anthropic, [fixture('anthropic-error.sse')]).deltas)).toMatchObject({
      text: 'Es war 🐈',
      error: 'MODEL_UNAVAILABLE'
    });
  });

  test('Ollama’s calls, which all have index 0', () => {
    expect(told(replay(ollama, [fixture('ollama-tools.ndjson')]).deltas)).toMatchObject({
      reasoning: 'Zwei Städte…',
      'tool call_1': 'weather {"city":"Köln"}',
      'tool call_2': 'weather {"city":"Łódź"}',
      finish: ['tool', 'stop']
    });
  });
});
