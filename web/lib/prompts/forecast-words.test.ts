import { expect, test } from 'vitest';
import { costRangeText } from './forecast-words';

test('a cost is said from the least to the most, and what is unknown is not made up', () => {
  expect(costRangeText({ least: 1_000_000, most: 12_000_000 })).toMatch(/^≈ .+ – .+$/);
  expect(costRangeText({ least: 1_000_000, most: null })).toMatch(/^from ≈ /);
  expect(costRangeText({ least: 1_000_000, most: 1_000_000 })).not.toContain('–');
});
