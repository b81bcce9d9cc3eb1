import * as z from 'zod/mini';
import { dialects, modalities } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';
import type { ParamName } from '#shared/model-config';

/** `ModelInfo` as it travels; what its fields mean stands there. */
const paramName = z.enum(Object.keys(paramSpecs) as ParamName[]);
const modality = z.enum(modalities);
const dialect = z.enum(dialects);

const paramSpec = z.object({
  name: paramName,
  label: z.string(),
  control: z.enum(['slider', 'integer', 'strings', 'toggle', 'select', 'json']),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  step: z.optional(z.number()),
  default: z.nullable(z.union([z.number(), z.string(), z.boolean()])),
  options: z.optional(z.array(z.string())),
  loose: z.optional(z.boolean()),
  onlyAtEffort: z.optional(z.array(z.string())),
  hint: z.string()
});

/** Nano-dollars per million tokens. */
const rates = z.object({
  input: z.int(),
  output: z.int(),
  cachedInput: z.nullable(z.int()),
  reasoning: z.nullable(z.int())
});

export const modelShape = z.object({
  id: z.string(),
  connectionId: z.string(),
  name: z.string(),
  label: z.string(),
  textDialect: z.nullable(dialect),
  messagesDialect: z.nullable(dialect),
  contextTokens: z.nullable(z.number()),
  maxOutputTokens: z.nullable(z.number()),
  params: z.array(paramSpec),
  refused: z.array(z.object({ name: paramName, reason: z.string() })),
  oneOf: z.array(z.array(paramName)),
  input: z.nullable(z.array(modality)),
  output: z.nullable(z.array(modality)),
  tools: z.nullable(z.boolean()),
  structuredOutput: z.nullable(z.boolean()),
  reasoning: z.nullable(z.boolean()),
  price: z.nullable(
    z.object({
      rates,
      long: z.nullable(z.object({ over: z.number(), rates })),
      asOf: z.nullable(z.string()),
      source: z.string(),
      note: z.nullable(z.string())
    })
  ),
  shutdown: z.nullable(z.object({ date: z.string(), successor: z.nullable(z.string()) })),
  known: z.nullable(z.object({ asOf: z.string(), source: z.string() })),
  host: z.string(),
  local: z.boolean(),
  background: z.optional(z.boolean()),
  sample: z.boolean()
});
