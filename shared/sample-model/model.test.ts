import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TokenLogprob } from '#shared/collections';
import type { ModelConfig } from '#shared/model-config';
import { documents } from '#shared/sample-model/corpus';
import type { Ending } from '#shared/sample-model/model';
import { createSampleModel } from '#shared/sample-model/model';
import { tokenise } from '#shared/sample-model/tokeniser';

const model = createSampleModel();
const noChance = () => {
  throw new Error('A seeded run asked for other chance.');
};

function run(prompt: string, config: ModelConfig, random: () => number = noChance) {
  const tokens: TokenLogprob[] = [];
  const generation = model.generate(prompt, config, random);
  for (;;) {
    const step = generation.next();
    if (step.done) return { tokens, text: textOf(tokens), ending: step.value };
    tokens.push(step.value);
  }
}

function textOf(tokens: TokenLogprob[]) {
  return tokens.map((token) => token.token).join('');
}

const prompts = ['Recipe:\n', 'Dear neighbour,\n\n', 'Once upon a time ', 'Zorblax', '', 'The '];
const anyPrompt = fc.oneof(
  fc.constantFrom(...prompts),
  fc.constantFrom(...documents).map((text) => text.slice(0, 60)),
  fc.string({ unit: 'binary', maxLength: 30 })
);
const anySeed = fc.integer();

describe('the distribution', () => {
  test('sums to 1 and has no negative after any prompt', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const probabilities = model.probabilities(prompt).map((one) => one.probability);
        const sum = probabilities.reduce((total, one) => total + one, 0);
        return Math.abs(sum - 1) < 1e-9 && probabilities.every((one) => one > 0 && one <= 1);
      }),
      { numRuns: 40 }
    );
  });

  test('knows what follows, however it is capitalised', () => {
    expect(model.probabilities('once UPON')[0]?.token).toBe(' a');
    expect(model.probabilities('Dear neighbour')[0]?.token).toBe(',');
  });

  test('leans towards documents that share rare words with the prompt', () => {
    const recipe = run('Recipe:\n', { seed: 3, maxTokens: 150 }).text;
    expect(recipe).toMatch(/\b(pan|oven|salt|oil|heat|bowl|pot|butter|simmer)\b/i);
  });

  test('begins a document when there is no prompt', () => {
    const starts = new Set(documents.map((text) => tokenise(text)[0]));
    expect(starts).toContain(run('', { temperature: 0, maxTokens: 1 }).text);
  });
});

describe('the parameters act', () => {
  test('the same seed gives the same text', () => {
    fc.assert(
      fc.property(anyPrompt, anySeed, (prompt, seed) => {
        const config = { seed, temperature: 1, maxTokens: 15, topP: 0.9 };
        expect(run(prompt, config)).toEqual(run(prompt, config));
      }),
      { numRuns: 25 }
    );
  });

  test('different seeds give different texts', () => {
    const texts = [1, 2, 3, 4, 5, 2 ** 40 + 1].map(
      (seed) => run('The ', { seed, temperature: 1 }).text
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('without a seed, chance comes from outside', () => {
    const low = run('The ', { temperature: 1, maxTokens: 5 }, () => 0.01).text;
    const high = run('The ', { temperature: 1, maxTokens: 5 }, () => 0.99).text;
    expect(low).not.toBe(high);
  });

  test('top-k 1, top-p 0 and min-p 1 are all greedy', () => {
    for (const prompt of prompts) {
      const greedy = run(prompt, { temperature: 0, maxTokens: 40 }).text;
      expect(run(prompt, { seed: 1, topK: 1, temperature: 1.5, maxTokens: 40 }).text).toBe(greedy);
      expect(run(prompt, { seed: 1, topP: 0, temperature: 1.5, maxTokens: 40 }).text).toBe(greedy);
      expect(run(prompt, { seed: 1, minP: 1, temperature: 0.5, maxTokens: 40 }).text).toBe(greedy);
    }
  });

  test('a higher temperature takes less likely tokens', () => {
    const mean = (temperature: number) => {
      const logprobs = [1, 2, 3, 4].flatMap((seed) =>
        run('The ', { seed, temperature, maxTokens: 60 }).tokens.map((token) => token.logprob)
      );
      return logprobs.reduce((sum, one) => sum + one, 0) / logprobs.length;
    };
    expect(mean(0.2)).toBeGreaterThan(mean(1));
    expect(mean(1)).toBeGreaterThan(mean(2));
  });

  test('truncation keeps unlikely tokens out', () => {
    const least = (config: ModelConfig) =>
      Math.min(
        ...run('The ', { seed: 5, temperature: 1.8, maxTokens: 80, ...config }).tokens.map(
          (t) => t.logprob
        )
      );
    expect(least({ topP: 0.5 })).toBeGreaterThan(least({}));
    expect(least({ topK: 3 })).toBeGreaterThan(least({}));
    expect(least({ minP: 0.3 })).toBeGreaterThan(least({}));
  });

  test('penalties make repetition rarer', () => {
    const singer = createSampleModel([`${'na '.repeat(60)}hey, ${'na '.repeat(60)}la li lo.`]);
    const uses = (config: ModelConfig) => {
      const tokens = [...singer.generate('na', { seed: 1, maxTokens: 40, ...config }, noChance)];
      return tokens.filter((token) => token.token === ' na').length;
    };
    const plain = uses({});
    expect(plain).toBeGreaterThan(20);
    expect(uses({ frequencyPenalty: 1 })).toBeLessThan(plain);
    expect(uses({ presencePenalty: 2 })).toBeLessThan(plain);
    expect(uses({ repeatPenalty: 2, temperature: 1.5 })).not.toBe(uses({ temperature: 1.5 }));
    expect(uses({ frequencyPenalty: 2 })).toBeLessThan(uses({ frequencyPenalty: 0.5 }));
  });

  const anyStop = fc.constantFrom('e ', '. ', 'the', ' a', '\n', 'ing th', 's', 'and the ', '.');

  test('a stop sequence ends the text right before it', () => {
    fc.assert(
      fc.property(anyPrompt, anySeed, anyStop, (prompt, seed, stop) => {
        const config = { seed, temperature: 1, maxTokens: 25 };
        const whole = run(prompt, config).text;
        const { text, ending } = run(prompt, { ...config, stopSequences: [stop] });
        const at = whole.indexOf(stop);
        expect(text).toBe(at < 0 ? whole : whole.slice(0, at));
        expect(ending.cause === 'stop sequence').toBe(at >= 0);
      }),
      { numRuns: 30 }
    );
  });

  test('of several stop sequences none is ever in the output', () => {
    const someStops = fc.array(anyStop, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(anyPrompt, anySeed, someStops, (prompt, seed, stopSequences) => {
        const config = { seed, temperature: 1, maxTokens: 25 };
        const { text } = run(prompt, { ...config, stopSequences });
        expect(run(prompt, config).text.startsWith(text)).toBe(true);
        expect(stopSequences.filter((stop) => text.includes(stop))).toEqual([]);
      }),
      { numRuns: 30 }
    );
  });

  test('the maximum is exact unless the text ends before it', () => {
    const ends: Ending['cause'][] = [];
    for (const maxTokens of [1, 2, 10, 50, 400]) {
      const { tokens, ending } = run('The ', { seed: 11, temperature: 1, maxTokens });
      ends.push(ending.cause);
      expect(ending.outputTokens).toBe(tokens.length);
      if (ending.finishReason === 'length') expect(tokens).toHaveLength(maxTokens);
      else expect(tokens.length).toBeLessThan(maxTokens);
    }
    expect(new Set(ends)).toEqual(new Set(['max tokens', 'end of text']));
  });

  test('null and absent are both the default', () => {
    const absent = run('The ', { seed: 1 }).text;
    expect(run('The ', { seed: 1, temperature: null, topP: null, stopSequences: null }).text).toBe(
      absent
    );
  });
});

describe('log probabilities', () => {
  test('are those of the distribution, with the likeliest first', () => {
    const { tokens } = run('Once upon a', { seed: 1, logprobs: 5, maxTokens: 20 });
    for (const token of tokens) {
      expect(token.logprob).toBeLessThanOrEqual(0);
      expect(token.top).toHaveLength(5);
      const logprobs = token.top.map((other) => other.logprob);
      expect(logprobs).toEqual([...logprobs].sort((a, b) => b - a));
    }
    const first = model.probabilities('Once upon a').find((one) => one.token === tokens[0]?.token);
    expect(tokens[0]?.logprob).toBeCloseTo(Math.log(first?.probability ?? 0), 2);
  });

  test('alternatives are told only when asked for', () => {
    expect(
      run('The', { seed: 1, maxTokens: 3 }).tokens.every((token) => token.top.length === 0)
    ).toBe(true);
  });
});

test('words are neither run together nor parted twice', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { text } = run('Once upon a ', { seed, temperature: 1.5, maxTokens: 60 });
      return !text.startsWith(' ') && !/ {2}/.test(text);
    }),
    { numRuns: 20 }
  );
});

test('tokens in and out are counted', () => {
  const { ending } = run('Dear neighbour,', { seed: 1, maxTokens: 7 });
  expect(ending).toEqual({
    finishReason: 'length',
    cause: 'max tokens',
    inputTokens: 3,
    outputTokens: 7
  });
  expect(model.countTokens('Dear neighbour,')).toBe(3);
});
