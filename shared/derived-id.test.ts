import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedId, labelId, versionId } from './derived-id';

test('the same parts make the same id, which has the form of a UUID', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
      expect(derivedId(...parts)).toBe(derivedId(...parts));
      expect(derivedId(...parts)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
      );
    })
  );
});

test('no two of many thousand parts make one id', () => {
  const ids = new Set<string>();
  for (let prompt = 0; prompt < 200; prompt++)
    for (let at = 0; at < 200; at++) ids.add(labelId(`prompt-${prompt}`, `label ${at}`));
  expect(ids.size).toBe(40_000);
});

test('where one part ends and the next begins makes a difference', () => {
  expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
  expect(versionId('p', 'x')).not.toBe(labelId('p', 'x'));
});
