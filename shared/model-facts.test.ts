import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeFacts } from '#shared/model-facts';
import type { ModelFacts } from '#shared/model-facts';
import { describeModel } from '#shared/model-registry';

const size = fc.option(fc.integer({ min: 1, max: 10_000_000 }));
const facts: fc.Arbitrary<ModelFacts> = fc.record(
  {
    label: fc.option(fc.string({ minLength: 1 })),
    contextTokens: size,
    maxOutputTokens: size,
    tools: fc.option(fc.boolean()),
    reasoning: fc.option(fc.boolean()),
    input: fc.option(fc.constantFrom<ModelFacts['input'][]>(['text'], ['text', 'image'])),
    shutdownDate: fc.option(fc.constantFrom('2026-12-11', '2027-01-14')),
    efforts: fc.option(fc.constantFrom<string[][]>([], ['low'], ['none', 'high']))
  },
  { requiredKeys: [] }
);
const said = (some: ModelFacts) =>
  Object.fromEntries(Object.entries(some).filter(([, value]) => value != null));

test('a later source wins for what it says, and takes nothing away by silence', () => {
  fc.assert(
    fc.property(facts, facts, (table, listed) => {
      expect(mergeFacts(table, listed)).toEqual({ ...said(table), ...said(listed) });
    })
  );
});

test('the order of merging does not matter, only that of the sources', () => {
  fc.assert(
    fc.property(facts, facts, facts, (a, b, c) => {
      expect(mergeFacts(mergeFacts(a, b), c)).toEqual(mergeFacts(a, mergeFacts(b, c)));
      expect(mergeFacts(a, {})).toEqual(mergeFacts(a));
      expect(mergeFacts(a, a)).toEqual(mergeFacts(a));
    })
  );
});

const listing = fc.record({
  kind: fc.constantFrom('openai', 'openai-compatible', 'anthropic', 'ollama'),
  name: fc.constantFrom('gpt-4o', 'o3', 'claude-opus-5', 'gemini-2.5-pro', 'never-heard-of'),
  host: fc.constantFrom('api.openai.com', 'api.mistral.ai', 'example.com'),
  local: fc.boolean()
});

test('whatever a server lists, the model says just that, and takes and refuses no parameter at once', () => {
  fc.assert(
    fc.property(listing, facts, (where, listed) => {
      const info = describeModel({ ...where, connectionId: 'c', facts: listed });
      if (listed.contextTokens != null) expect(info.contextTokens).toBe(listed.contextTokens);
      if (listed.tools != null) expect(info.tools).toBe(listed.tools);
      if (listed.shutdownDate != null) expect(info.shutdown?.date).toBe(listed.shutdownDate);
      if (listed.maxOutputTokens != null)
        expect(info.params.find(({ name }) => name === 'maxTokens')?.max).toBe(
          listed.maxOutputTokens
        );
      const taken = info.params.map(({ name }) => name);
      expect(new Set(taken).size).toBe(taken.length);
      expect(info.refused.filter(({ name }) => taken.includes(name))).toEqual([]);
    })
  );
});
