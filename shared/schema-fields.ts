import { isObject } from '#shared/json-schema-check';
import type { JsonSchema } from '#shared/json-schema-check';

/**
 * A schema as a form shows it: the properties of an object, one line each. Every change is made in the
 * schema itself, so that what a form cannot show stays as it is.
 */
export const fieldTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface SchemaField {
  name: string;
  /** `null`: something a form cannot show, such as a choice of schemas. */
  type: FieldType | null;
  required: boolean;
  description: string;
  /** What a text has to be one of; `null`: anything. */
  options: string[] | null;
  /** Of a list: what it holds; `null` where that is not said or not simple. */
  itemType: FieldType | null;
  /** The object whose fields can be edited in turn: its own, or that of a list's items. */
  inner: JsonSchema | null;
  /** Keywords it has beside these, by name. */
  more: string[];
}

const shown = new Set(['type', 'description', 'enum', 'items', 'properties', 'required']);
const quiet = new Set(['additionalProperties']);

export function fieldsOf(schema: JsonSchema): SchemaField[] {
  return Object.entries(propertiesOf(schema)).map(([name, value]) => fieldOf(schema, name, value));
}

function fieldOf(schema: JsonSchema, name: string, value: unknown): SchemaField {
  const said = isObject(value) ? value : {};
  const type = typeOf(said);
  const items = isObject(said.items) ? said.items : null;
  const itemType = type === 'array' && items ? typeOf(items) : null;
  const texts = Array.isArray(said.enum) && said.enum.every((one) => typeof one === 'string');
  return {
    name,
    type,
    itemType,
    required: requiredOf(schema).includes(name),
    description: typeof said.description === 'string' ? said.description : '',
    options: texts ? (said.enum as string[]) : null,
    inner: type === 'object' ? said : itemType === 'object' ? items : null,
    more: Object.keys(said).filter(
      (key) => !quiet.has(key) && (!shown.has(key) || (key === 'enum' && !texts))
    )
  };
}

function typeOf({ type }: JsonSchema): FieldType | null {
  return fieldTypes.find((one) => one === type) ?? null;
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isObject(properties) ? properties : {};
}

function requiredOf({ required }: JsonSchema): string[] {
  return Array.isArray(required) ? required.filter((one) => typeof one === 'string') : [];
}

export interface FieldChange {
  type?: FieldType;
  description?: string;
  required?: boolean;
  /** `null`: anything. */
  options?: string[] | null;
  itemType?: FieldType;
}

/** The schema with one more field, a required text, under a name nobody has. */
export function addField(schema: JsonSchema): JsonSchema {
  const properties = propertiesOf(schema);
  let number = Object.keys(properties).length + 1;
  while (Object.hasOwn(properties, `field_${number}`)) number += 1;
  const name = `field_${number}`;
  return {
    ...schema,
    properties: { ...properties, [name]: { type: 'string' } },
    required: [...requiredOf(schema), name]
  };
}

/** In its place; a name that is taken or empty changes nothing. */
export function renameField(schema: JsonSchema, from: string, to: string): JsonSchema {
  const properties = propertiesOf(schema);
  if (to === '' || Object.hasOwn(properties, to)) return schema;
  return withRequired(
    {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name === from ? to : name, value])
      )
    },
    requiredOf(schema).map((name) => (name === from ? to : name))
  );
}

export function removeField(schema: JsonSchema, name: string): JsonSchema {
  return withRequired(
    { ...schema, properties: without(propertiesOf(schema), name) },
    requiredOf(schema).filter((one) => one !== name)
  );
}

/** Puts a field `by` places further down, or up where it is negative. */
export function moveField(schema: JsonSchema, name: string, by: number): JsonSchema {
  const entries = Object.entries(propertiesOf(schema));
  const at = entries.findIndex(([one]) => one === name);
  const to = at + by;
  const entry = entries[at];
  if (!entry || to < 0 || to >= entries.length) return schema;
  entries.splice(at, 1);
  entries.splice(to, 0, entry);
  return { ...schema, properties: Object.fromEntries(entries) };
}

export function changeField(schema: JsonSchema, name: string, change: FieldChange): JsonSchema {
  const before = propertiesOf(schema)[name];
  let after: JsonSchema = isObject(before) ? before : {};
  if (change.type !== undefined) after = ofType(after, change.type);
  if (change.itemType !== undefined) {
    const items = isObject(after.items) ? after.items : {};
    after = { ...after, items: ofType(items, change.itemType) };
  }
  if (change.description !== undefined)
    after =
      change.description === ''
        ? without(after, 'description')
        : { ...after, description: change.description };
  if (change.options !== undefined)
    after = change.options === null ? without(after, 'enum') : { ...after, enum: change.options };
  const changed = { ...schema, properties: { ...propertiesOf(schema), [name]: after } };
  if (change.required === undefined) return changed;
  const others = requiredOf(schema).filter((one) => one !== name);
  return withRequired(changed, change.required ? [...others, name] : others);
}

/** Puts an object back in the place `SchemaField.inner` came from. */
export function withInner(schema: JsonSchema, name: string, inner: JsonSchema): JsonSchema {
  const before = propertiesOf(schema)[name];
  const isList = isObject(before) && typeOf(before) === 'array';
  const after = isList ? { ...before, items: inner } : inner;
  return { ...schema, properties: { ...propertiesOf(schema), [name]: after } };
}

/** What only one type has would make another one invalid, or mean nothing. */
const ofOneType: Record<string, readonly FieldType[]> = {
  enum: ['string'],
  pattern: ['string'],
  format: ['string'],
  minLength: ['string'],
  maxLength: ['string'],
  minimum: ['number', 'integer'],
  maximum: ['number', 'integer'],
  exclusiveMinimum: ['number', 'integer'],
  exclusiveMaximum: ['number', 'integer'],
  multipleOf: ['number', 'integer'],
  items: ['array'],
  minItems: ['array'],
  maxItems: ['array'],
  uniqueItems: ['array'],
  properties: ['object'],
  required: ['object'],
  additionalProperties: ['object'],
  default: []
};

function ofType(schema: JsonSchema, type: FieldType): JsonSchema {
  if (schema.type === type) return schema;
  const kept = Object.entries(schema).filter(
    ([key]) => !Object.hasOwn(ofOneType, key) || ofOneType[key]?.includes(type)
  );
  const made: JsonSchema = { ...Object.fromEntries(kept), type };
  if (type === 'array' && !('items' in made)) made.items = { type: 'string' };
  if (type === 'object' && !('properties' in made))
    return { ...made, properties: {}, required: [], additionalProperties: false };
  return made;
}

function withRequired(schema: JsonSchema, required: string[]): JsonSchema {
  return required.length === 0 && !('required' in schema) ? schema : { ...schema, required };
}

function without(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([one]) => one !== key));
}

/** To begin with. `additionalProperties: false` is what strict providers ask for. */
export const schemaPresets: { label: string; schema: JsonSchema }[] = [
  {
    label: 'Object with fields',
    schema: {
      type: 'object',
      properties: {
        title: { type: 'string', description: 'A short title' },
        count: { type: 'integer', description: 'A whole number' }
      },
      required: ['title', 'count'],
      additionalProperties: false
    }
  },
  {
    label: 'List of objects',
    schema: {
      type: 'object',
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' } },
            required: ['name'],
            additionalProperties: false
          }
        }
      },
      required: ['items'],
      additionalProperties: false
    }
  },
  {
    label: 'One of some labels',
    schema: {
      type: 'object',
      properties: {
        label: { type: 'string', enum: ['positive', 'neutral', 'negative'] },
        reason: { type: 'string', description: 'Why, in one sentence' }
      },
      required: ['label', 'reason'],
      additionalProperties: false
    }
  }
];
