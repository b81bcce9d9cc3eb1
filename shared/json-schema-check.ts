import { readJson } from '#shared/json-places';
import type { Json, Place } from '#shared/json-places';

/** A JSON Schema as a plain object. */
export type JsonSchema = { [keyword: string]: unknown };

export interface SchemaProblem {
  /** Where it is in the schema, step by step. */
  path: (string | number)[];
  /** One sentence that says what is wrong and what is possible. */
  sentence: string;
}

/** A text as a schema, or everything that is wrong with it, by line. */
export type CheckedSchema = { schema: JsonSchema } | { problems: ({ sentence: string } & Place)[] };

export function checkSchemaText(text: string): CheckedSchema {
  if (text.trim() === '')
    return { problems: [{ sentence: 'There is nothing here yet.', line: 1, column: 1 }] };
  const read = readJson(text);
  if ('error' in read) return { problems: [read.error] };
  const problems = checkSchema(read.value);
  if (problems.length === 0) return { schema: read.value as JsonSchema };
  return {
    problems: problems.map(({ path, sentence }) => ({ sentence, ...read.placeOf(path) }))
  };
}

const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** What a keyword's value has to be. */
type Kind =
  | 'any'
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'text'
  | 'flag'
  | 'figure'
  | 'count'
  | 'names'
  | 'values'
  | 'type'
  | 'pattern'
  | 'reference'
  | 'schemaOrFlag'
  | 'nameMap';

/** JSON Schema 2020-12, with what OpenAPI and providers add. */
const keywords: Record<string, Kind> = {
  $schema: 'text',
  $id: 'text',
  $anchor: 'text',
  $comment: 'text',
  $ref: 'reference',
  $defs: 'schemaMap',
  definitions: 'schemaMap',
  $dynamicRef: 'text',
  $dynamicAnchor: 'text',
  type: 'type',
  enum: 'values',
  const: 'any',
  title: 'text',
  description: 'text',
  default: 'any',
  examples: 'any',
  example: 'any',
  deprecated: 'flag',
  nullable: 'flag',
  readOnly: 'flag',
  writeOnly: 'flag',
  format: 'text',
  pattern: 'pattern',
  minLength: 'count',
  maxLength: 'count',
  contentEncoding: 'text',
  contentMediaType: 'text',
  contentSchema: 'schema',
  multipleOf: 'figure',
  minimum: 'figure',
  maximum: 'figure',
  exclusiveMinimum: 'figure',
  exclusiveMaximum: 'figure',
  items: 'schemaOrFlag',
  prefixItems: 'schemas',
  contains: 'schema',
  minItems: 'count',
  maxItems: 'count',
  uniqueItems: 'flag',
  minContains: 'count',
  maxContains: 'count',
  unevaluatedItems: 'schemaOrFlag',
  properties: 'schemaMap',
  required: 'names',
  additionalProperties: 'schemaOrFlag',
  patternProperties: 'schemaMap',
  propertyNames: 'schema',
  minProperties: 'count',
  maxProperties: 'count',
  unevaluatedProperties: 'schemaOrFlag',
  dependentRequired: 'nameMap',
  dependentSchemas: 'schemaMap',
  propertyOrdering: 'names',
  anyOf: 'schemas',
  oneOf: 'schemas',
  allOf: 'schemas',
  not: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
  discriminator: 'any'
};

const atMost: [low: string, high: string][] = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties']
];

/**
 * What keeps a value from being the schema of an object: what providers take for a function's parameters
 * and for an answer. Not all of JSON Schema's meaning is checked, but each keyword and the form of its value.
 */
export function checkSchema(value: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const wrong = (path: SchemaProblem['path'], sentence: string) =>
    void problems.push({ path, sentence });

  if (!isObject(value)) {
    wrong([], 'A schema is an object: { "type": "object", … }.');
    return problems;
  }
  if (value.type !== 'object')
    wrong(
      value.type === undefined ? [] : ['type'],
      value.type === undefined
        ? 'It has to begin with "type": "object".'
        : 'Its type has to be "object": providers take no other at the top.'
    );
  const root = value;
  schema(value, []);
  return problems;

  function schema(one: unknown, path: SchemaProblem['path']): void {
    if (typeof one === 'boolean' && path.length > 0) return;
    if (!isObject(one))
      return wrong(path, `${said(path)} has to be a schema: an object in braces.`);
    for (const [keyword, inner] of Object.entries(one)) {
      if (keyword.startsWith('x-')) continue;
      const kind = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
      if (kind === undefined) wrong([...path, keyword], unknownKeyword(keyword));
      else check(kind, inner, [...path, keyword], keyword);
    }
    together(one, path);
  }

  function check(kind: Kind, value: unknown, path: SchemaProblem['path'], keyword: string): void {
    switch (kind) {
      case 'any':
        return;
      case 'schema':
        return schema(value, path);
      case 'schemaOrFlag':
        return typeof value === 'boolean' ? undefined : schema(value, path);
      case 'schemas':
        if (!Array.isArray(value) || value.length === 0)
          return wrong(path, `“${keyword}” has to be a list of schemas.`);
        return value.forEach((each, at) => schema(each, [...path, at]));
      case 'schemaMap':
        if (!isObject(value))
          return wrong(path, `“${keyword}” has to be an object of schemas, each under its name.`);
        for (const [name, each] of Object.entries(value)) schema(each, [...path, name]);
        return;
      case 'text':
        if (typeof value !== 'string') wrong(path, `“${keyword}” has to be a text.`);
        return;
      case 'flag':
        if (typeof value !== 'boolean') wrong(path, `“${keyword}” has to be true or false.`);
        return;
      case 'figure':
        if (typeof value !== 'number') wrong(path, `“${keyword}” has to be a number.`);
        return;
      case 'count':
        if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
          wrong(path, `“${keyword}” has to be a whole number from 0 on.`);
        return;
      case 'names':
        return names(value, path, keyword);
      case 'nameMap':
        if (!isObject(value)) return wrong(path, `“${keyword}” has to be an object of lists.`);
        for (const [name, each] of Object.entries(value)) names(each, [...path, name], name);
        return;
      case 'values':
        if (!Array.isArray(value) || value.length === 0)
          wrong(path, `“${keyword}” has to be a list of the values that are possible.`);
        return;
      case 'type':
        return type(value, path);
      case 'pattern':
        return pattern(value, path);
      case 'reference':
        return reference(value, path);
    }
  }

  function names(value: unknown, path: SchemaProblem['path'], keyword: string): void {
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string'))
      return wrong(path, `“${keyword}” has to be a list of names in quotes.`);
    const twice = value.findIndex((each, at) => value.indexOf(each) !== at);
    if (twice >= 0)
      wrong([...path, twice], `“${String(value[twice])}” stands twice in “${keyword}”.`);
  }

  function type(value: unknown, path: SchemaProblem['path']): void {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    const unknown = given.find((each) => typeof each !== 'string' || !types.includes(each));
    if (given.length === 0 || unknown !== undefined)
      wrong(path, `${JSON.stringify(unknown ?? value)} is no type. There are ${types.join(', ')}.`);
  }

  function pattern(value: unknown, path: SchemaProblem['path']): void {
    if (typeof value !== 'string')
      return wrong(path, '“pattern” has to be a regular expression in quotes.');
    try {
      new RegExp(value, 'u');
    } catch (error) {
      wrong(path, `This is no regular expression: ${(error as Error).message}.`);
    }
  }

  function reference(value: unknown, path: SchemaProblem['path']): void {
    if (typeof value !== 'string') return wrong(path, '“$ref” has to be a text.');
    if (!value.startsWith('#'))
      return wrong(
        path,
        'A “$ref” has to point into this schema: “#/$defs/…”. Providers fetch nothing.'
      );
    if (value === '#' || !value.startsWith('#/')) return;
    let found: unknown = root;
    for (const step of value.slice(2).split('/')) {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }
    if (found === undefined) wrong(path, `There is nothing at “${value}”.`);
  }

  function together(one: JsonSchema, path: SchemaProblem['path']): void {
    const { properties, required } = one;
    if (Array.isArray(required) && (isObject(properties) || one.additionalProperties === false))
      for (const [at, name] of required.entries())
        if (typeof name === 'string' && !Object.hasOwn(properties ?? {}, name) && !isComposed(one))
          wrong(
            [...path, 'required', at],
            `“${name}” is required, but it is not among the properties.`
          );
    for (const [low, high] of atMost) {
      const [least, most] = [one[low], one[high]];
      if (typeof least === 'number' && typeof most === 'number' && least > most)
        wrong([...path, low], `“${low}” is larger than “${high}”.`);
    }
  }
}

/** Its properties may come from elsewhere. */
function isComposed(one: JsonSchema): boolean {
  return ['allOf', 'anyOf', 'oneOf', '$ref', 'patternProperties'].some((key) => key in one);
}

function said(path: SchemaProblem['path']): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `Number ${last + 1} of the list` : `“${last}”`;
}

function unknownKeyword(keyword: string): string {
  const near = Object.keys(keywords).find((known) =>
    isNear(known.toLowerCase(), keyword.toLowerCase())
  );
  const hint = near
    ? `Is “${near}” meant?`
    : 'A property of the object belongs under “properties”; a keyword of your own begins with “x-”.';
  return `“${keyword}” is no keyword of JSON Schema. ${hint}`;
}

/** At most one letter more, less, other or exchanged. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let back = 0;
  while (back < Math.min(a.length, b.length) - from && a.at(-1 - back) === b.at(-1 - back))
    back += 1;
  const [left, right] = [a.slice(from, a.length - back), b.slice(from, b.length - back)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

export function isObject(value: unknown): value is JsonSchema & { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
