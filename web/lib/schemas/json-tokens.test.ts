import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonTokens } from './json-tokens';

test('names, texts and values are told apart', () => {
  const text = '{"a \\" b": [-1.5e3, true, "x: y"]}';
  const found = jsonTokens(text).map(({ from, to, kind }) => [text.slice(from, to), kind]);
  expect(found.filter(([, kind]) => kind !== 'mark')).toEqual([
    ['"a \\" b"', 'key'],
    ['-1.5e3', 'value'],
    ['true', 'value'],
    ['"x: y"', 'string']
  ]);
});

test('tokens stand in order within the text, whatever it is, and of JSON nothing but space is left', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      let at = 0;
      for (const { from, to } of jsonTokens(text)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    })
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      let rest = '';
      let at = 0;
      for (const { from, to } of jsonTokens(text)) {
        rest += text.slice(at, from);
        at = to;
      }
      expect((rest + text.slice(at)).trim()).toBe('');
    })
  );
});
