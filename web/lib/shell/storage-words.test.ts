import { expect, test } from 'vitest';
import { evictionWords } from './storage-words';

test('an eviction says what came back and that nothing was only here', () => {
  const { what, loss } = evictionWords({ waiting: 0, at: 1 }, 1, true);
  expect(what).toContain('1 record was fetched again from the server.');
  expect(loss).toBe('As far as is known, nothing was only here.');
});

test('an eviction says how many changes were only here, and does not promise what has not come', () => {
  const { what, loss } = evictionWords({ waiting: 2, at: 1 }, 0, false);
  expect(what).toContain('as soon as it can be reached');
  expect(loss).toContain('2 changes were only here');
});
