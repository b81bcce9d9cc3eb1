import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson, showJson } from './param-json';

test('a JSON object reads back as it was shown', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const value = Object.keys(object).length > 0 ? object : null;
      expect(JSON.stringify(readJson(showJson(object)))).toBe(JSON.stringify({ value }));
    })
  );
});

test('nothing typed is none', () => {
  expect(readJson('  ')).toEqual({ value: null });
});

test('what is broken or no object is refused with the reason', () => {
  expect(readJson('{"a":')).toHaveProperty('error', expect.stringContaining('not valid JSON'));
  for (const typed of ['[1]', '3', 'null', '"a"']) {
    expect(readJson(typed)).toHaveProperty('error', expect.stringContaining('JSON object'));
  }
});
