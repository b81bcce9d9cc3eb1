import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiKeyIsWhole, makeApiKey } from './api-key-text.ts';

const bytes = fc
  .infiniteStream(fc.integer({ min: 0, max: 255 }))
  .map(
    (stream) => (size: number) =>
      Uint8Array.from({ length: size }, () => Number(stream.next().value))
  );

test('a key that was made is whole', () => {
  fc.assert(
    fc.property(bytes, (random) => {
      const key = makeApiKey(random);
      expect(key).toMatch(/^pgk_[0-9A-Za-z]{36}$/);
      expect(apiKeyIsWhole(key)).toBe(true);
    })
  );
});

test('a key with one other letter, or cut off, is not', () => {
  const at = fc.integer({ min: 4, max: 39 });
  fc.assert(
    fc.property(bytes, at, fc.constantFrom('0', 'a', 'Z', '-', ' '), (random, place, letter) => {
      const key = makeApiKey(random);
      const other = key.slice(0, place) + letter + key.slice(place + 1);
      if (other !== key) expect(apiKeyIsWhole(other)).toBe(false);
      expect(apiKeyIsWhole(key.slice(0, place))).toBe(false);
    })
  );
});
