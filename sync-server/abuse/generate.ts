import type { Seeded } from '#shared/testing/seeded';

/** What of JSON Schema the schemas of our routes come to. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | boolean;
  prefixItems?: JsonSchema[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** Values that have broken servers before. */
const nasty: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -0.5,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' or 1=1 --",
  '"; drop table records; --',
  '%00',
  '{{x}}',
  '\r\nX-Y: z',
  '__proto__',
  'constructor',
  '𝒳'.repeat(50),
  'x'.repeat(5_000),
  '\u202egnirts',
  'NaN',
  [],
  {},
  [[[[[]]]]],
  { __proto__x: 1 },
  { length: -1 },
  [null],
  'true',
  '-1',
  '1e99'
];
const texts = ['garden', 'u:local', 'sample', 'presets', '019aa000-0000-7000-8000-000000000000'];
const deepest = 6;

/** A value that mostly fits the schema, with a nasty one in its place now and then. */
export function generate(schema: JsonSchema, chance: Seeded, root = schema, depth = 0): unknown {
  if (chance.chance(0.06)) return chance.pick(nasty);
  if (schema.$ref) return generate(resolve(schema.$ref, root), chance, root, depth + 1);
  if ('const' in schema) return schema.const;
  if (schema.enum) return chance.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const simple = depth > deepest ? choices.filter(({ type }) => type === 'null') : choices;
    return generate(chance.pick(simple.length > 0 ? simple : choices), chance, root, depth + 1);
  }
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((one) => generate(one, chance, root, depth + 1)));
  switch (schema.type) {
    case 'object':
      return anObject(schema, chance, root, depth);
    case 'array':
      return anArray(schema, chance, root, depth);
    case 'string':
      return aText(schema, chance);
    case 'integer':
    case 'number':
      return aNumber(schema, chance);
    case 'boolean':
      return chance.chance(0.5);
    case 'null':
      return null;
    default:
      return chance.pick(nasty);
  }
}

function anObject(schema: JsonSchema, chance: Seeded, root: JsonSchema, depth: number) {
  const value: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(schema.properties ?? {}))
    if (schema.required?.includes(name) ? !chance.chance(0.03) : chance.chance(0.5))
      value[name] = generate(inner, chance, root, depth + 1);
  const more = schema.additionalProperties;
  if (typeof more === 'object' && depth < deepest)
    for (let count = chance.below(3); count > 0; count--)
      value[chance.pick(texts)] = generate(more, chance, root, depth + 1);
  if (chance.chance(0.03)) value[chance.pick(['role', 'orgId', 'surprise'])] = chance.pick(nasty);
  return value;
}

function anArray(schema: JsonSchema, chance: Seeded, root: JsonSchema, depth: number) {
  if (schema.prefixItems)
    return schema.prefixItems.map((inner) => generate(inner, chance, root, depth + 1));
  const { items } = schema;
  if (typeof items !== 'object' || depth > deepest) return [];
  return Array.from({ length: chance.below(4) }, () => generate(items, chance, root, depth + 1));
}

function aText({ pattern, format, minLength = 0, maxLength }: JsonSchema, chance: Seeded): string {
  if (format === 'uuid') return '019aa000-0000-7000-8000-000000000000';
  if (format === 'uri') return 'http://127.0.0.1:9/v1'; // nobody listens there
  if (format === 'email') return 'ada@example.com';
  if (pattern?.includes('[0-9a-f]')) return chance.pick(['a', '0']).repeat(64);
  if (pattern?.includes('\\d{4}')) return '2026-11-21';
  if (pattern?.includes('\\d')) return String(chance.below(1000));
  const text = chance.chance(0.7) ? chance.pick(texts) : 'y'.repeat(chance.below(200));
  return text.padEnd(minLength, 'z').slice(0, maxLength ?? 10_000);
}

function aNumber({ type, minimum = 0, maximum = 1e6 }: JsonSchema, chance: Seeded): number {
  const value = minimum + chance.random() * (Math.min(maximum, 1e12) - minimum);
  return type === 'integer' ? Math.round(value) : value;
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (reference === '#') return root;
  return root.$defs?.[reference.split('/').at(-1) ?? ''] ?? {};
}
