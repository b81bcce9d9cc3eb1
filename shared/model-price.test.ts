import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  costOfTokens,
  freePrice,
  isFree,
  perMillion,
  perMillionOfTokens
} from '#shared/model-price';
import type { Price } from '#shared/model-price';

const tokens = fc.nat(50_000_000);
/** Up to a thousand dollars per million tokens. */
const rate = fc.nat(1_000_000_000_000);
const rates = fc.record({
  input: rate,
  output: rate,
  cachedInput: fc.option(rate),
  reasoning: fc.option(rate)
});
const price: fc.Arbitrary<Price> = fc.record({
  rates,
  long: fc.option(fc.record({ over: tokens, rates })),
  asOf: fc.constant('2026-11-21'),
  source: fc.constant('test'),
  note: fc.constant(null)
});
const call = fc.record({ input: tokens, output: tokens, cached: tokens, reasoning: tokens });

describe('the cost of a call', () => {
  test('is a whole number of nano-dollars within half of one of the exact value', () => {
    fc.assert(
      fc.property(tokens, tokens, rates, (input, output, some) => {
        const cost = costOfTokens({ input, output }, { ...freePrice(''), rates: some });
        expect(Number.isSafeInteger(cost)).toBe(true);
        const exact = BigInt(input) * BigInt(some.input) + BigInt(output) * BigInt(some.output);
        const off = BigInt(cost) * 1_000_000n - exact;
        expect(off <= 500_000n && off >= -500_000n).toBe(true);
      })
    );
  });

  test('never falls when more is read or written', () => {
    fc.assert(
      fc.property(tokens, tokens, fc.nat(1000), rates, (input, output, more, some) => {
        const flat = { ...freePrice(''), rates: some };
        const before = costOfTokens({ input, output }, flat);
        expect(costOfTokens({ input: input + more, output }, flat)).toBeGreaterThanOrEqual(before);
        expect(costOfTokens({ input, output: output + more }, flat)).toBeGreaterThanOrEqual(before);
      })
    );
  });

  test('counts cached and reasoning tokens once, and never more of them than there are', () => {
    fc.assert(
      fc.property(call, price, (some, at) => {
        const cost = costOfTokens(some, at);
        const { rates: own } = at.long && some.input > at.long.over ? at.long : at;
        const most = (plain: number, apart: number | null) => Math.max(plain, apart ?? plain);
        const dearest = {
          ...own,
          input: most(own.input, own.cachedInput),
          output: most(own.output, own.reasoning),
          cachedInput: null,
          reasoning: null
        };
        const bound = costOfTokens(
          { input: some.input, output: some.output },
          { ...at, rates: dearest, long: null }
        );
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(cost).toBeLessThanOrEqual(bound);
      })
    );
  });

  test('of a long prompt is billed by the other rates, all of it', () => {
    const long: Price = {
      ...freePrice(''),
      rates: { input: 1_000_000, output: 0, cachedInput: null, reasoning: null },
      long: {
        over: 100,
        rates: { input: 3_000_000, output: 0, cachedInput: null, reasoning: null }
      }
    };
    expect(costOfTokens({ input: 100, output: 0 }, long)).toBe(100);
    expect(costOfTokens({ input: 101, output: 0 }, long)).toBe(303);
  });

  test('is nothing, and only nothing, of what is free', () => {
    expect(isFree(freePrice('it runs here'))).toBe(true);
    fc.assert(
      fc.property(call, (some) => {
        expect(costOfTokens(some, freePrice(''))).toBe(0);
      })
    );
    const thinking = { input: 0, output: 0, cachedInput: null, reasoning: 1 };
    expect(isFree({ ...freePrice(''), rates: thinking })).toBe(false);
  });
});

describe('amounts', () => {
  test('on price pages, to a millionth of a dollar, are taken exactly', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), (millionths) => {
        expect(perMillion(Number((millionths / 1_000_000).toFixed(6)))).toBe(millionths * 1000);
      })
    );
  });

  test('in lists, as dollars per token in text, mean the same as on price pages', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (thousandths) => {
        const perToken = `0.${String(thousandths).padStart(9, '0')}`;
        expect(perMillionOfTokens(perToken)).toBe(thousandths * 1_000_000);
      })
    );
    expect(perMillionOfTokens('0.0000025')).toBe(perMillion(2.5));
    expect(perMillionOfTokens('2.5e-6')).toBe(perMillion(2.5));
    expect(perMillionOfTokens('0')).toBe(0);
  });

  test('that are none are unknown', () => {
    for (const text of ['', '-1', 'free', 'NaN', '1.2.3', '0x10', '99999999'])
      expect(perMillionOfTokens(text)).toBeNull();
  });
});
