import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSchema, checkSchemaText } from './json-schema-check.ts';

const recipe = {
  type: 'object',
  properties: {
    title: { type: 'string', description: 'What it is called', maxLength: 80 },
    servings: { type: 'integer', minimum: 1 },
    tags: { type: 'array', items: { type: 'string', enum: ['quick', 'vegan'] } },
    author: { $ref: '#/$defs/person' }
  },
  required: ['title', 'servings'],
  additionalProperties: false,
  $defs: { person: { type: 'object', properties: { name: { type: ['string', 'null'] } } } }
};
const sentences = (value: unknown) => checkSchema(value).map(({ sentence }) => sentence);
const object = (more: object) => ({ type: 'object', ...more });

describe('a schema', () => {
  test('of an object with known keywords is taken as it is', () => {
    expect(checkSchema(recipe)).toEqual([]);
    expect(checkSchemaText(JSON.stringify(recipe))).toEqual({ schema: recipe });
    expect(checkSchema(object({ 'x-order': 1, properties: { properties: true } }))).toEqual([]);
  });

  test('has to be an object, and of an object', () => {
    expect(sentences([])).toEqual(['A schema is an object: { "type": "object", … }.']);
    expect(sentences({ properties: {} })).toEqual(['It has to begin with "type": "object".']);
    expect(sentences({ type: 'array' })[0]).toContain('has to be "object"');
  });

  test('with a misspelt keyword is told which one is meant', () => {
    expect(sentences(object({ propertes: {} }))[0]).toContain('Is “properties” meant?');
    expect(sentences(object({ requierd: [] }))[0]).toContain('Is “required” meant?');
    expect(sentences(object({ name: { type: 'string' } }))[0]).toContain('under “properties”');
  });

  test('with a wrong value is told what would be right', () => {
    const said = (more: object) => sentences(object(more))[0];
    expect(said({ properties: { a: { type: 'text' } } })).toContain('"text" is no type');
    expect(said({ properties: { a: 'string' } })).toContain('“a” has to be a schema');
    expect(said({ required: 'a' })).toContain('list of names');
    expect(said({ properties: {}, required: ['a'] })).toContain('“a” is required, but');
    expect(said({ properties: { a: true }, required: ['a', 'a'] })).toContain('stands twice');
    expect(said({ properties: { a: { enum: [] } } })).toContain('values that are possible');
    expect(said({ properties: { a: { pattern: '(' } } })).toContain('no regular expression');
    expect(said({ properties: { a: { minLength: -1 } } })).toContain('whole number');
    expect(said({ properties: { a: { minimum: 2, maximum: 1 } } })).toContain('larger than');
    expect(said({ properties: { a: { $ref: '#/$defs/b' } } })).toContain('nothing at');
    expect(said({ properties: { a: { $ref: 'https://x.test/y' } } })).toContain('into this schema');
    expect(said({ anyOf: {} })).toContain('list of schemas');
    expect(said({ properties: { a: { type: 'array', items: 3 } } })).toContain('“items”');
  });

  test('says the line of each problem', () => {
    const text = '{\n  "type": "object",\n  "properties": {\n    "a": { "type": "text" }\n  }\n}';
    expect(checkSchemaText(text)).toEqual({
      problems: [{ line: 4, column: 20, sentence: expect.stringContaining('"text"') as string }]
    });
    expect(checkSchemaText('{\n"type": "object",\n}')).toMatchObject({ problems: [{ line: 3 }] });
    expect(checkSchemaText(' ')).toMatchObject({ problems: [{ line: 1 }] });
  });

  test('whatever is given, it answers and every problem is a sentence with a place', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const { sentence } of checkSchema(value)) expect(sentence).toMatch(/[.?]$/);
        const checked = checkSchemaText(JSON.stringify(value));
        if ('problems' in checked) for (const { line } of checked.problems) expect(line).toBe(1);
      })
    );
  });
});
