import { describe, expect, test } from 'vitest';
import { acceptedConfig, refusalOf, rejectedParams } from '#shared/models';
import { describeModel, isTextModel } from '#shared/model-registry';
import { paramSpecs } from '#shared/param-specs';
import type { ConnectionKind } from '#shared/model-registry';

function model(kind: ConnectionKind, name: string, local = false) {
  return describeModel({ connectionId: 'c', kind, name, host: 'host', local });
}

function names(kind: ConnectionKind, name: string, local = false): string[] {
  return model(kind, name, local).params.map((spec) => spec.name);
}

describe('known models', () => {
  test.each([
    ['gpt-4o', 'openai-chat', 128_000],
    ['gpt-4o-2024-08-06', 'openai-chat', 128_000],
    ['gpt-4.1-mini', 'openai-chat', 1_047_576],
    ['gpt-4', 'openai-chat', 8192],
    ['gpt-3.5-turbo', 'openai-chat', 16_385],
    ['gpt-3.5-turbo-instruct', 'openai-completions', 4096],
    ['davinci-002', 'openai-completions', 16_384],
    ['o4-mini', 'openai-responses', 200_000],
    ['gpt-5-mini', 'openai-responses', 400_000],
    ['gpt-5-chat-latest', 'openai-chat', 128_000],
    ['gpt-6.1-sol', 'openai-responses', 1_050_000],
    ['ft:gpt-4.1-mini:mine::abc', 'openai-chat', 1_047_576],
    ['never-heard-of', 'openai-chat', null]
  ])('%s continues a text by %s and takes %s tokens', (name, dialect, context) => {
    const info = model('openai', name);
    expect(info.textDialect).toBe(dialect);
    expect(info.contextTokens).toBe(context);
    expect(info.id).toBe(`c/${name}`);
  });

  test.each([
    ['o3', false],
    ['o3-pro-2025-06-10', true],
    ['gpt-5-pro', true],
    ['gpt-5.2-pro', true],
    ['o4-mini-deep-research', true],
    ['gpt-4o', false]
  ])('%s answers in the background: %s', (name, background) => {
    expect(model('openai', name).background ?? false).toBe(background);
  });

  test('another server’s model of the same name is asked by chat', () => {
    expect(model('openai-compatible', 'o3').messagesDialect).toBe('openai-chat');
  });

  test('a legacy completions model cannot run messages', () => {
    expect(model('openai', 'davinci-002').messagesDialect).toBeNull();
  });

  test.each(['o1', 'o3-mini', 'gpt-5', 'gpt-6-astra', 'gpt-7-new'])(
    '%s refuses every sampling parameter, and says why',
    (name) => {
      const info = model('openai', name);
      for (const param of ['temperature', 'topP', 'logprobs', 'presencePenalty'] as const) {
        expect(names('openai', name)).not.toContain(param);
        expect(refusalOf(param, {}, info)).toMatch(/^It thinks before it answers/);
      }
      expect(names('openai', name)).toContain('reasoningEffort');
    }
  );

  test('a model that can be told not to think takes a temperature while it does not', () => {
    const info = model('openai', 'gpt-5.2');
    const config = { temperature: 0.5, maxTokens: 9 };
    expect(acceptedConfig(config, info)).toEqual(config); // it does not think by itself
    expect(acceptedConfig({ ...config, reasoningEffort: 'high' }, info)).toEqual({
      maxTokens: 9,
      reasoningEffort: 'high'
    });
    expect(refusalOf('temperature', {}, model('openai', 'gpt-5.6-terra'))).toBe(
      'Taken only while the reasoning effort is none.'
    );
  });

  test.each([
    ['claude-3-haiku-20240307', true],
    ['claude-3-5-sonnet-latest', true],
    ['claude-sonnet-4-20250514', true],
    ['claude-sonnet-4-5-20250929', true],
    ['claude-haiku-4-5', true],
    ['claude-opus-4-1-20250805', true],
    ['claude-opus-4-6', true],
    ['claude-opus-4-7', false],
    ['claude-opus-5', false],
    ['claude-sonnet-5-20270101', false]
  ])('%s takes temperature, top-p and top-k: %s', (name, takes) => {
    for (const sampling of ['temperature', 'topP', 'topK'])
      expect(names('anthropic', name).includes(sampling)).toBe(takes);
    expect(names('anthropic', name)).toContain('maxTokens');
  });

  test('no model of Anthropic is offered log probabilities or a seed', () => {
    for (const name of ['claude-3-haiku', 'claude-opus-4-6', 'claude-next'])
      expect(names('anthropic', name)).not.toEqual(expect.arrayContaining(['logprobs']));
  });

  test('local servers take what only they know', () => {
    for (const name of ['topK', 'minP', 'repeatPenalty']) {
      expect(names('openai-compatible', 'llama', true)).toContain(name);
      expect(names('ollama', 'llama3:8b', true)).toContain(name);
      expect(names('openai', 'gpt-4o')).not.toContain(name);
    }
  });
});

describe('prices', () => {
  test('are nano-dollars per million tokens with their day and their source', () => {
    expect(model('openai', 'gpt-4o-2024-08-06').price).toMatchObject({
      rates: { input: 2_500_000_000, cachedInput: 1_250_000_000, output: 10_000_000_000 },
      asOf: '2026-10-16',
      source: 'developers.openai.com/api/docs/pricing'
    });
    expect(model('openai', 'gpt-4o-2024-05-13').price?.rates.output).toBe(15_000_000_000);
    expect(model('anthropic', 'claude-haiku-4-5-20251001').price?.rates.output).toBe(5_000_000_000);
    expect(model('anthropic', 'claude-haiku-5-5').price?.long?.over).toBe(100_000);
  });

  test('are unknown, not nothing, for a name that is not listed', () => {
    expect(model('openai', 'gpt-9').price).toBeNull();
    expect(model('openai', 'constructor').price).toBeNull();
    expect(model('openai', 'ft:gpt-4o:mine::abc').price).toBeNull();
    expect(model('openai-compatible', 'gpt-4o').price).toBeNull();
  });

  test('are nothing where it is known that nobody bills, and unknown behind an address here', () => {
    const free = model('ollama', 'llama3', true).price;
    expect(free?.rates).toMatchObject({ input: 0, output: 0 });
    expect(free?.source).toContain('Ollama');
    expect(model('openai-compatible', 'gpt-4o', true).price).toBeNull(); // a proxy may cost anything
  });

  test('come from a compatible provider’s own table by its address', () => {
    const at = (host: string, name: string) =>
      describeModel({ connectionId: 'c', kind: 'openai-compatible', name, host, local: false });
    expect(at('api.deepseek.com', 'deepseek-flash').price?.rates.cachedInput).toBe(6_000_000);
    expect(at('api.groq.com', 'openai/gpt-oss-20b').price?.rates.input).toBe(75_000_000);
    expect(at('api.mistral.ai', 'mistral-medium-latest').contextTokens).toBe(256_000);
    expect(at('generativelanguage.googleapis.com', 'gemini-2.5-pro').shutdown).toEqual({
      date: '2026-12-01',
      successor: 'gemini-3.8-flash'
    });
    expect(at('example.com', 'deepseek-flash').known).toBeNull();
  });
});

describe('the end of a model', () => {
  test('is known with its successor; the provider’s own date comes first', () => {
    expect(model('openai', 'gpt-4.1-2025-04-14').shutdown).toEqual({
      date: '2027-01-14',
      successor: 'gpt-6-luna'
    });
    const listing = { connectionId: 'c', kind: 'openai', host: 'h', local: false } as const;
    const told = { ...listing, name: 'gpt-4.1', facts: { shutdownDate: '2027-02-01' } };
    expect(describeModel(told).shutdown).toEqual({ date: '2027-02-01', successor: 'gpt-6-luna' });
    expect(model('openai', 'gpt-6-astra').shutdown).toBeNull();
  });
});

describe('parameters', () => {
  test('the maximum length ends where the model does', () => {
    const spec = model('openai', 'gpt-4o').params.find(({ name }) => name === 'maxTokens');
    expect(spec?.max).toBe(16_384);
  });

  test('a list that says how long the context is wins over ours', () => {
    const listing = { connectionId: 'c', kind: 'ollama', host: 'h', local: true } as const;
    const told = { ...listing, name: 'a', facts: { contextTokens: 4096 } };
    expect(describeModel(told).contextTokens).toBe(4096);
  });

  test('a server that lists what a model takes is believed in both directions', () => {
    const listing = {
      connectionId: 'c',
      kind: 'openai-compatible',
      host: 'or',
      local: false
    } as const;
    const info = describeModel({
      ...listing,
      name: 'm',
      facts: { takesOnly: ['maxTokens', 'topK'], efforts: ['low', 'high'], maxOutputTokens: 99 }
    });
    expect(info.params.map(({ name }) => name)).toEqual(['maxTokens', 'topK', 'reasoningEffort']);
    expect(info.params.find(({ name }) => name === 'maxTokens')?.max).toBe(99);
    expect(refusalOf('temperature', {}, info)).toContain('or does not list it');
    expect(refusalOf('minP', {}, info)).toBe('This model is not known to take it.');
  });

  test('what the model refuses is dropped and named', () => {
    const config = { model: 'c/o3', temperature: 0.5, maxTokens: 9, topP: null, extra: { a: 1 } };
    expect(acceptedConfig(config, model('openai', 'o3'))).toEqual({
      model: 'c/o3',
      maxTokens: 9,
      extra: { a: 1 }
    });
    expect(rejectedParams(config, model('openai', 'o3'))).toEqual(['temperature']);
  });

  test('every spec says its name, its sentence and a sane range', () => {
    for (const [name, spec] of Object.entries(paramSpecs)) {
      expect(spec.name).toBe(name);
      expect(spec.hint).toMatch(/^[A-Z].*\.$/);
      if ('min' in spec && 'max' in spec) expect(spec.min).toBeLessThan(spec.max);
    }
  });

  test('models for pictures and sound are not offered', () => {
    expect(isTextModel('openai', 'gpt-4o')).toBe(true);
    expect(isTextModel('openai', 'text-embedding-3-small')).toBe(false);
    expect(isTextModel('openai', 'gpt-4o-realtime-preview')).toBe(false);
    expect(isTextModel('ollama', 'nomic-embed-text')).toBe(false);
  });
});
