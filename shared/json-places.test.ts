import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from './json-places.ts';

const said = (text: string) => {
  const read = readJson(text);
  return 'error' in read ? `${read.error.line}:${read.error.column} ${read.error.sentence}` : null;
};

describe('JSON with places', () => {
  test('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.integer({ min: 0, max: 3 }),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          const read = readJson(text);
          expect('value' in read && read.value).toEqual(JSON.parse(text));
        }
      )
    );
  });

  test('takes nothing that JSON.parse refuses, and refuses little that it takes', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\\'/* \n\t01.-eEtruefalsnx_'.split(''),
      '"a"',
      'true'
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let takes = true;
        try {
          JSON.parse(text);
        } catch {
          takes = false;
        }
        const read = readJson(text);
        if ('value' in read) expect(takes).toBe(true);
        else if (takes) expect(read.error.sentence).toContain('twice');
      }),
      { numRuns: 2000 }
    );
  });

  test('says where each value stands, and for what is missing where it would', () => {
    const read = readJson(
      '{\n  "type": "object",\n  "properties": {\n    "a/b": {"type": "x"}\n  }\n}'
    );
    if ('error' in read) throw new Error(read.error.sentence);
    expect(read.placeOf([])).toEqual({ line: 1, column: 1 });
    expect(read.placeOf(['properties', 'a/b', 'type'])).toEqual({ line: 4, column: 21 });
    expect(read.placeOf(['properties', 'a/b', 'items', 0])).toEqual({ line: 4, column: 12 });
  });

  test('says what is wrong in words one can act on', () => {
    expect(said('')).toMatch(/^1:1 .*ends/);
    expect(said('{\n  "a": 1,\n}')).toMatch(/^3:1 .*comma too many/);
    expect(said("{'a': 1}")).toMatch(/^1:2 .*double quotes/);
    expect(said('{a: 1}')).toMatch(/^1:2 .*name in double quotes/);
    expect(said('{"a": yes}')).toMatch(/“yes” has to stand in double quotes/);
    expect(said('{"a" 1}')).toMatch(/colon is missing after “a”/);
    expect(said('[1 2]')).toMatch(/^1:4 .*comma/);
    expect(said('{\n "a": [1')).toMatch(/bracket of line 2 is not closed/);
    expect(said('{} // done')).toMatch(/no comments/);
    expect(said('{"a": 1, "a": 2}')).toMatch(/^1:10 “a” stands twice/);
    expect(said('"a\nb"')).toMatch(/^1:1 .*not closed/);
    expect(said('01')).toMatch(/not a number/);
    expect(said('{} {}')).toMatch(/nothing more/);
    expect(said('['.repeat(5000))).toMatch(/nested too deeply/);
  });

  test('a name like __proto__ is a name like any other', () => {
    const read = readJson('{"__proto__": {"polluted": true}}');
    expect('value' in read && Object.keys(read.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});
