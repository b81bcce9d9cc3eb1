import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { ModelCall } from '#shared/requests/model-call';
import type { Delta } from '../adapter.ts';
import { flatten } from './flatten.ts';
import { createSampleProvider, sampleModelInfo } from './provider.ts';
import type { Sleep } from './sleep.ts';
import { sleep } from './sleep.ts';

const call = (fields: Partial<ModelCall> = {}): ModelCall => ({
  model: 'sample',
  kind: 'text',
  text: 'Dear neighbour,\n\n',
  systemPrompt: '',
  messages: [],
  config: { seed: 1, maxTokens: 20 },
  ...fields
});

const never = new AbortController().signal;
const at = (random: number) => () => random;

async function run(fields: Partial<ModelCall> = {}, paceMs = 0, sleepWith: Sleep = sleep) {
  const deltas: Delta[] = [];
  const stages: string[] = [];
  const provider = createSampleProvider({ sleep: sleepWith, random: at(0.5), paceMs });
  await provider.run(
    call(fields),
    { progress: (stage) => stages.push(stage), delta: (delta) => deltas.push(delta) },
    never
  );
  return { deltas, stages, text: textOf(deltas) };
}

function textOf(deltas: Delta[]) {
  return deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
}

describe('a run of the sample model', () => {
  test('says the model, the text, the usage and how it finished, in this order', async () => {
    const { deltas, stages } = await run();
    const types = deltas.map((delta) => delta.type);
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual([
      'model',
      'text',
      'usage',
      'finish'
    ]);
    expect(deltas[0]).toEqual({ type: 'model', name: 'sample' });
    expect(deltas.at(-2)).toEqual({
      type: 'usage',
      usage: { inputTokens: 4, outputTokens: 20, usageSource: 'provider' }
    });
    expect(deltas.at(-1)).toEqual({
      type: 'finish',
      reason: 'length',
      providerReason: 'max tokens'
    });
    expect(stages.slice(0, 3)).toEqual(['connected', 'sent', 'headers']);
  });

  test('tells probabilities only when asked, and they cover exactly the text', async () => {
    const plain = await run();
    expect(plain.deltas.some((delta) => delta.type === 'text' && delta.logprobs)).toBe(false);
    const { deltas } = await run({ config: { seed: 1, maxTokens: 20, logprobs: 3 } });
    for (const delta of deltas) {
      if (delta.type !== 'text') continue;
      expect(delta.logprobs?.map((one) => one.token).join('')).toBe(delta.text);
      expect(delta.logprobs?.[0]?.top).toHaveLength(3);
    }
  });

  test('keeps a natural pace', async () => {
    const waits: number[] = [];
    const noted: Sleep = (ms) => {
      waits.push(ms);
      return Promise.resolve();
    };
    await run({}, 18, noted);
    expect(waits[0]).toBeCloseTo(120);
    expect(waits.slice(1)).toHaveLength(20);
    expect(waits[1]).toBeCloseTo(18);
  });

  test('an abort in the middle of a wait rejects at once with its reason', async () => {
    const controller = new AbortController();
    const reason = new AppError('CANCELLED');
    const deltas: Delta[] = [];
    const provider = createSampleProvider({
      sleep,
      random: at(0.5),
      paceMs: 60_000,
      firstTokenMs: 0
    });
    const running = provider.run(
      call(),
      {
        progress: () => undefined,
        delta(delta) {
          deltas.push(delta);
          if (delta.type === 'text') setImmediate(() => controller.abort(reason));
        }
      },
      controller.signal
    );
    await expect(running).rejects.toBe(reason);
    expect(deltas.filter((delta) => delta.type === 'text')).toHaveLength(1);
  });

  test('an abort before the beginning says nothing at all', async () => {
    const provider = createSampleProvider({ sleep, random: at(0.5), paceMs: 0 });
    const refuse = () => {
      throw new Error('Nothing was to be said.');
    };
    const signal = AbortSignal.abort(new AppError('CANCELLED'));
    await expect(provider.run(call(), { progress: refuse, delta: refuse }, signal)).rejects.toThrow(
      'CANCELLED'
    );
  });

  test('a prompt over the context is refused with the number of tokens too many', async () => {
    const text = 'word '.repeat(9000);
    await expect(run({ text })).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      detail: 'The prompt exceeds the limit by 810 tokens.'
    });
    await expect(run({ text: 'a'.repeat(1_000_000) })).rejects.toMatchObject({
      code: 'CONTEXT_LENGTH_EXCEEDED'
    });
  });

  test('prompt and answer together stay within the context', async () => {
    const { deltas } = await run({
      text: ' word'.repeat(8188),
      config: { seed: 1, maxTokens: 4096 }
    });
    const usage = deltas.find((delta) => delta.type === 'usage')?.usage;
    expect((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)).toBeLessThanOrEqual(8192);
  });
});

describe('messages', () => {
  test('become one conversation that goes on as the assistant', () => {
    const messages: ModelCall['messages'] = [
      { role: 'user', content: 'Hello!' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'Who are you?' }
    ];
    expect(flatten({ kind: 'messages', text: '', systemPrompt: 'Be kind.', messages })).toBe(
      'Be kind.\n\nUser: Hello!\n\nAssistant: Hello.\n\nUser: Who are you?\n\nAssistant: '
    );
    expect(
      flatten({ kind: 'messages', text: '', systemPrompt: '', messages: messages.slice(0, 2) })
    ).toBe('User: Hello!\n\nAssistant: Hello.');
  });

  test('the sample answers, and never for the person', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const { text } = await run({
        kind: 'messages',
        messages: [{ role: 'user', content: 'Thank you!' }],
        config: { seed, maxTokens: 120 }
      });
      expect(text).not.toBe('');
      expect(text).not.toMatch(/^\s|\n\nUser:/);
    }
  });
});

test('the model says that it is a sample and costs nothing', () => {
  expect(sampleModelInfo).toMatchObject({
    id: 'sample/sample',
    sample: true,
    host: 'on this server'
  });
  expect(sampleModelInfo.price?.rates).toMatchObject({ input: 0, output: 0 });
  expect(sampleModelInfo.params.map((param) => param.name)).not.toContain('n');
});
