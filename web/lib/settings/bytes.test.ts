import { expect, test } from 'vitest';
import { bytes } from './bytes';

test('sizes are short and rounded as one reads them', () => {
  expect(
    [0, 999, 1_000, 38_400_000, 1_260_000, 2_000_000_000].map((size) => bytes(size, 'en'))
  ).toEqual(['0 B', '999 B', '1 kB', '38 MB', '1.3 MB', '2 GB']);
});
