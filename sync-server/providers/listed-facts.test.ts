import { expect, test } from 'vitest';
import { describeModel } from '#shared/model-registry';
import { refusalOf } from '#shared/models';
import { anthropicFacts, listedFacts } from './listed-facts.ts';
import { isRemote, ollamaFacts } from './ollama-facts.ts';

const today = '2026-11-21';
const openrouter = {
  id: 'openai/gpt-5.4',
  name: 'OpenAI: GPT-5.4',
  context_length: 1_050_000,
  architecture: { input_modalities: ['text', 'image', 'file'], output_modalities: ['text'] },
  pricing: {
    prompt: '0.0000025',
    completion: '0.000015',
    request: '0',
    input_cache_read: '0.00000025',
    internal_reasoning: '0'
  },
  top_provider: { context_length: 400_000, max_completion_tokens: 128_000 },
  supported_parameters: ['max_tokens', 'reasoning', 'response_format', 'seed', 'tools'],
  reasoning: {
    mandatory: true,
    default_effort: 'medium',
    supported_efforts: ['high', 'low', 'none']
  },
  expiration_date: '2027-03-01'
};

test('OpenRouter tells price, limits, modalities, parameters and the last day', () => {
  const facts = listedFacts(openrouter, today);
  expect(facts).toMatchObject({
    label: 'OpenAI: GPT-5.4',
    contextTokens: 400_000,
    maxOutputTokens: 128_000,
    input: ['text', 'image', 'file'],
    tools: true,
    reasoning: true,
    efforts: ['low', 'high'],
    shutdownDate: '2027-03-01',
    price: {
      rates: {
        input: 2_500_000_000,
        output: 15_000_000_000,
        cachedInput: 250_000_000,
        reasoning: null
      },
      asOf: today
    }
  });
  const where = { connectionId: 'or', kind: 'openai-compatible', host: 'openrouter.ai' } as const;
  const info = describeModel({ ...where, name: openrouter.id, local: false, facts });
  expect(info.params.find(({ name }) => name === 'reasoningEffort')).toMatchObject({
    options: ['low', 'high'],
    default: 'medium'
  });
  expect(refusalOf('temperature', {}, info)).toContain('openrouter.ai does not list it');
});

test('a price that varies is unknown, and one of nothing is nothing', () => {
  const priced = (prompt: string, completion: string) =>
    listedFacts({ ...openrouter, pricing: { prompt, completion } }, today).price;
  expect(priced('-1', '-1')).toBeNull();
  expect(priced('', '0.1')).toBeNull();
  expect(priced('0', '0')?.rates).toMatchObject({ input: 0, output: 0 });
});

test.each([
  ['vLLM', { owned_by: 'vllm', max_model_len: 32_768 }, 32_768, 0],
  ['llama.cpp', { owned_by: 'llamacpp', meta: { n_ctx_train: 131_072 } }, 131_072, 0],
  [
    'llama.cpp as started',
    { owned_by: 'llamacpp', meta: { n_ctx: 4096, n_ctx_train: 9 } },
    4096,
    0
  ],
  ['Groq', { owned_by: 'Meta', context_window: 131_072 }, 131_072, null],
  ['Mistral', { owned_by: 'mistralai', max_context_length: 256_000 }, 256_000, null],
  ['a list that leaves it empty', { owned_by: 'me', context_length: 0 }, null, null]
])('%s tells how long the context is', (_server, item, context, price) => {
  const facts = listedFacts({ id: 'm', ...item }, today);
  expect(facts.contextTokens).toBe(context);
  expect(facts.price?.rates.input ?? null).toBe(price);
});

test('Mistral tells what a model can do, OpenAI when it ends', () => {
  const capabilities = { function_calling: true, vision: false, completion_chat: true };
  expect(listedFacts({ id: 'm', capabilities }, today)).toMatchObject({
    tools: true,
    input: ['text']
  });
  expect(listedFacts({ id: 'm', shutdown_date: '2027-01-14' }, today).shutdownDate).toBe(
    '2027-01-14'
  );
  expect(listedFacts({ id: 'm', shutdown_date: null }, today).shutdownDate).toBeNull();
});

test('Anthropic tells limits, efforts and what a model reads', () => {
  const yes = { supported: true };
  const no = { supported: false };
  const facts = anthropicFacts({
    id: 'claude-next-9',
    display_name: 'Claude Next 9',
    max_input_tokens: 2_000_000,
    max_tokens: 256_000,
    capabilities: {
      effort: { ...yes, low: yes, medium: yes, high: yes, xhigh: null, max: no },
      image_input: yes,
      pdf_input: no,
      structured_outputs: yes,
      thinking: { ...yes, types: {} }
    }
  });
  expect(facts).toEqual({
    label: 'Claude Next 9',
    contextTokens: 2_000_000,
    maxOutputTokens: 256_000,
    input: ['text', 'image'],
    structuredOutput: true,
    reasoning: true,
    efforts: ['low', 'medium', 'high']
  });
  expect(anthropicFacts({ id: 'a', display_name: 'A' }).input).toBeNull();
});

test('Ollama tells what a model does by itself, and how much of its context is in use', () => {
  expect(
    ollamaFacts({
      capabilities: ['completion', 'vision', 'tools', 'thinking'],
      thinking: { values: [false, 'low', 'high'], default: 'low' },
      parameters: 'num_ctx                        8192\nstop "<|im|>"\ntemperature   0.7\ntop_k 20',
      model_info: { 'general.architecture': 'qwen', 'qwen.context_length': 262_144 }
    })
  ).toMatchObject({
    contextTokens: 8192,
    input: ['text', 'image'],
    tools: true,
    reasoning: true,
    efforts: ['none', 'low', 'high'],
    defaults: { temperature: 0.7, topK: 20 }
  });
  expect(ollamaFacts({})).toEqual({ contextTokens: null, defaults: {} });
});

test('a model that only seems to be here is nobody’s gift', () => {
  expect(isRemote({ name: 'gpt-oss:120b-cloud' })).toBe(true);
  expect(isRemote({ name: 'x', remote_host: 'https://ollama.com:443' })).toBe(true);
  expect(isRemote({ name: 'llama3:8b' })).toBe(false);
  const where = { connectionId: 'o', kind: 'ollama', host: 'h', local: true } as const;
  const cloud = describeModel({ ...where, name: 'gpt-oss:120b-cloud', facts: { remote: true } });
  expect(cloud).toMatchObject({ price: null, local: false });
});
