import { describe, expect, test } from 'vitest';
import { acceptedConfig, rejectedParams } from '#shared/models';
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

  test.each(['o1', 'o3-mini', 'gpt-5', 'gpt-5.2'])('%s takes no sampling parameters', (name) => {
    expect(names('openai', name)).not.toContain('temperature');
    expect(names('openai', name)).not.toContain('topP');
    expect(names('openai', name)).not.toContain('logprobs');
    expect(names('openai', name)).toContain('reasoningEffort');
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
  test('are nano-dollars per token with their date', () => {
    expect(model('openai', 'gpt-4o-2024-08-06').price).toEqual({
      input: 2500,
      output: 10_000,
      asOf: '2025-09-01'
    });
    expect(model('anthropic', 'claude-haiku-4-5-20251001').price?.output).toBe(5000);
  });

  test('are unknown, not nothing, for a name that is not listed', () => {
    expect(model('openai', 'gpt-9').price).toBeNull();
    expect(model('openai', 'constructor').price).toBeNull();
    expect(model('openai-compatible', 'gpt-4o').price).toBeNull();
  });

  test('are nothing for what runs here', () => {
    expect(model('ollama', 'llama3', true).price).toMatchObject({ input: 0, output: 0 });
  });
});

describe('parameters', () => {
  test('the maximum length ends where the model does', () => {
    const spec = model('openai', 'gpt-4o').params.find(({ name }) => name === 'maxTokens');
    expect(spec?.max).toBe(16_384);
  });

  test('a list that says how long the context is wins over ours', () => {
    const listing = { connectionId: 'c', kind: 'ollama', host: 'h', local: true } as const;
    expect(describeModel({ ...listing, name: 'a', contextTokens: 4096 }).contextTokens).toBe(4096);
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
