import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelConfig, ParamName } from '#shared/model-config';
import type { ParamSpec } from '#shared/models';
import { omitParam, patchConfig, resetParam, sameConfig, setParam, stateOf } from './param-state';

const numeric = ['temperature', 'topP', 'topK', 'maxTokens', 'seed'] as const;
const config: fc.Arbitrary<ModelConfig> = fc.record(
  {
    model: fc.constantFrom('sample/sample', 'local/llama3'),
    temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
    topP: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    maxTokens: fc.option(fc.integer({ min: 1, max: 4096 })),
    stopSequences: fc.option(fc.array(fc.string())),
    extra: fc.option(fc.dictionary(fc.string(), fc.integer()))
  },
  { requiredKeys: [] }
);
const name: fc.Arbitrary<ParamName> = fc.constantFrom(...numeric);
const spec = (of: ParamName): ParamSpec => ({
  name: of,
  label: of,
  control: 'slider',
  default: 1,
  hint: ''
});

describe('a parameter', () => {
  test('reads back in the state it was put in', () => {
    fc.assert(
      fc.property(config, name, fc.integer({ min: 0, max: 99 }), (before, of, value) => {
        const state = (patch: Partial<ModelConfig>) =>
          stateOf(patchConfig(before, patch), spec(of));
        expect(state(setParam(of, value))).toEqual({ kind: 'set', value });
        expect(state(omitParam(of))).toEqual({ kind: 'off' });
        expect(state(resetParam(of))).toEqual({ kind: 'default', value: 1 });
      })
    );
  });

  test('leaves every other parameter alone when it changes', () => {
    fc.assert(
      fc.property(config, name, (before, of) => {
        const after = patchConfig(before, setParam(of, 7));
        expect(patchConfig(after, resetParam(of))).toEqual(patchConfig(before, resetParam(of)));
      })
    );
  });

  test('is absent at its default, so that a reset config equals one never touched', () => {
    const after = patchConfig(
      patchConfig({}, setParam('temperature', 1)),
      resetParam('temperature')
    );
    expect(Object.keys(after)).toEqual([]);
  });
});

describe('two configs', () => {
  test('are the same whatever the order of their keys', () => {
    fc.assert(
      fc.property(config, (one) => {
        const turned = Object.fromEntries(Object.entries(one).reverse());
        expect(sameConfig(one, turned)).toBe(true);
      })
    );
  });

  test('differ between default, not sent and a value', () => {
    const states = [{}, { temperature: null }, { temperature: 1 }];
    for (const one of states) {
      for (const other of states) expect(sameConfig(one, other)).toBe(one === other);
    }
  });

  test('differ when an extra parameter differs inside', () => {
    expect(sameConfig({ extra: { a: { b: 1 } } }, { extra: { a: { b: 2 } } })).toBe(false);
  });
});
