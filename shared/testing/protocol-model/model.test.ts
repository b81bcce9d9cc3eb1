import { describe, expect, test } from 'vitest';
import { runModel } from './model.ts';
import { rules, type Rule } from './rules.ts';

/** Most are found within a few; where two rare faults have to meet it takes more. */
const seedsOf: Partial<Record<Rule, number>> = { namedEpoch: 40_000 };
const usual = 8000;

test('20,000 histories of the protocol converge, lose nothing, and apply nothing twice (I1–I8)', () => {
  for (let seed = 1; seed <= 20_000; seed++) {
    const wrong = runModel(seed);
    if (wrong.length > 0) expect.fail(`seed ${seed}: ${wrong.join('\n')}`);
  }
});

describe('a protocol without this rule is found out', () => {
  for (const [rule, sentence] of Object.entries(rules) as [Rule, string][])
    test(`${rule}: ${sentence}`, () => {
      const seeds = seedsOf[rule] ?? usual;
      let seed = 1;
      while (seed <= seeds && runModel(seed, rule).length === 0) seed++;
      expect(seed, 'no seed found it').toBeLessThanOrEqual(seeds);
    });
});
