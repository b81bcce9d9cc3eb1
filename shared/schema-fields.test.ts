import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSchema } from './json-schema-check.ts';
import type { JsonSchema } from './json-schema-check.ts';
import {
  addField,
  changeField,
  fieldsOf,
  fieldTypes,
  moveField,
  removeField,
  renameField,
  schemaPresets,
  withInner
} from './schema-fields.ts';

const start: JsonSchema = {
  $comment: 'kept',
  type: 'object',
  properties: {
    title: { type: 'string', description: 'What it is called', maxLength: 80, 'x-own': 1 },
    tags: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    choice: { anyOf: [{ type: 'string' }, { type: 'null' }] }
  },
  required: ['title']
};

describe('the fields of a schema', () => {
  test('are shown as far as a form can, and the rest is named', () => {
    expect(fieldsOf(start)).toMatchObject([
      { name: 'title', type: 'string', required: true, more: ['maxLength', 'x-own'], inner: null },
      { name: 'tags', type: 'array', itemType: 'object', required: false, more: [] },
      { name: 'choice', type: null, more: ['anyOf'] }
    ]);
  });

  test('are renamed in their place, and stay required', () => {
    const after = renameField(start, 'title', 'heading');
    expect(fieldsOf(after).map(({ name }) => name)).toEqual(['heading', 'tags', 'choice']);
    expect(after.required).toEqual(['heading']);
    expect(renameField(start, 'title', 'tags')).toBe(start);
    expect(renameField(after, 'heading', 'title')).toEqual(start);
  });

  test('change their type and lose only what the new one cannot have', () => {
    const after = changeField(start, 'title', { type: 'integer' });
    expect(fieldsOf(after)[0]).toMatchObject({ type: 'integer', more: ['x-own'] });
    expect(fieldsOf(changeField(after, 'title', { type: 'array' }))[0]?.itemType).toBe('string');
    expect(checkSchema(changeField(after, 'title', { type: 'object' }))).toEqual([]);
  });

  test('are moved, removed, described and held to options', () => {
    expect(fieldsOf(moveField(start, 'tags', -1)).map(({ name }) => name)[0]).toBe('tags');
    expect(moveField(start, 'title', -1)).toBe(start);
    expect(removeField(start, 'title')).toMatchObject({ required: [], $comment: 'kept' });
    const held = changeField(start, 'title', { options: ['a', 'b'], description: '' });
    expect(fieldsOf(held)[0]).toMatchObject({ options: ['a', 'b'], description: '' });
    expect(fieldsOf(changeField(held, 'title', { options: null }))[0]?.options).toBeNull();
  });

  test('of an inner object are edited in their turn', () => {
    const inner = fieldsOf(start)[1]?.inner;
    if (!inner) throw new Error('The items are an object.');
    const after = withInner(start, 'tags', addField(inner));
    expect(fieldsOf(fieldsOf(after)[1]?.inner ?? {}).map(({ name }) => name)).toEqual([
      'name',
      'field_2'
    ]);
  });

  test('whatever is done to them, what the form cannot show stays and the schema is valid', () => {
    type Act = (schema: JsonSchema) => JsonSchema;
    const name = fc.constantFrom('title', 'tags', 'field_4', 'heading');
    const act: fc.Arbitrary<Act> = fc.oneof(
      fc.constant(addField),
      name.map(
        (one): Act =>
          (schema) =>
            removeField(schema, one)
      ),
      fc.tuple(name, name).map(
        ([a, b]): Act =>
          (schema) =>
            fieldsOf(schema).some((field) => field.name === a) ? renameField(schema, a, b) : schema
      ),
      fc.tuple(name, fc.constantFrom(...fieldTypes), fc.boolean()).map(
        ([one, type, required]): Act =>
          (schema) =>
            changeField(schema, one, { type, required })
      )
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        const after = acts.reduce((schema, one) => one(schema), start);
        expect(checkSchema(after)).toEqual([]);
        expect(after.$comment).toBe('kept');
        expect((after.properties as JsonSchema).choice).toEqual(
          (start.properties as JsonSchema).choice
        );
      })
    );
  });

  test('presets are valid schemas a form shows whole', () => {
    for (const { schema } of schemaPresets) {
      expect(checkSchema(schema)).toEqual([]);
      expect(fieldsOf(schema).every(({ type, more }) => type !== null && more.length === 0)).toBe(
        true
      );
    }
  });
});
