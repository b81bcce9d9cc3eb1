import * as z from 'zod/mini';
import { collections, type RecordOf, type RunOutput } from '#shared/collections';
import { AppError } from '#shared/errors';
import { idSchema } from '#shared/id-schema';

/** What an export holds, in the order it is written: what is named comes before who names it. */
export const bundled = [
  'projects',
  'prompts',
  'promptMessages',
  'valueSets',
  'versions',
  'labels',
  'presets',
  'snapshots',
  'runs'
] as const;
export type BundledName = (typeof bundled)[number];

export type Records = { [Name in BundledName]: RecordOf<Name>[] };

export interface Bundle extends Records {
  outputs: RunOutput[];
}

const format = 'playground-bundle';
const mostRecords = 500_000;

/** First line of a bundle; after it, one record per line. */
export function bundleHead(exportedAt: string): string {
  return `${JSON.stringify({ format, version: 1, exportedAt })}\n`;
}

/** A record with its declared fields, id and times; what sync knows of it stays behind. */
export function bundleLine<Name extends BundledName>(
  collection: Name,
  record: RecordOf<Name>
): string {
  const { id, createdAt, updatedAt } = record;
  const fields = Object.keys(collections[collection].fields).map((field) => [
    field,
    record[field as keyof RecordOf<Name>]
  ]);
  const line = { collection, record: { id, createdAt, updatedAt, ...Object.fromEntries(fields) } };
  return `${JSON.stringify(line)}\n`;
}

export function outputLine(output: RunOutput): string {
  return `${JSON.stringify({ output })}\n`;
}

/** Whether a text is one of our exports. */
export function isBundle(text: string): boolean {
  return new RegExp(`^\\s*\\{"format":"${format}"`).test(text);
}

/**
 * Reads what `bundleLine` wrote. Records of a kind this version does not know are counted and left out.
 * @throws AppError IMPORT_BROKEN with the line, IMPORT_TOO_LARGE
 */
export function readBundle(text: string): { bundle: Bundle; unknown: number } {
  const bundle: Bundle = {
    projects: [],
    prompts: [],
    promptMessages: [],
    valueSets: [],
    versions: [],
    labels: [],
    presets: [],
    snapshots: [],
    runs: [],
    outputs: []
  };
  const schemas = new Map<string, z.ZodMiniType>();
  let unknown = 0;
  let number = 0;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const raw = text.slice(at, end < 0 ? text.length : end).trim();
    at = end < 0 ? text.length : end + 1;
    number += 1;
    if (number > mostRecords)
      throw new AppError('IMPORT_TOO_LARGE', {
        detail: `An export may have ${mostRecords} records.`
      });
    if (raw === '') continue;
    const line = parseLine(raw, number);
    if (number === 1 || 'format' in line) checkHead(line);
    else if ('output' in line) bundle.outputs.push(line['output'] as RunOutput);
    else if (!takeRecord(line, bundle, schemas, number)) unknown += 1;
  }
  return { bundle, unknown };
}

/** A record as an export holds it. */
export function recordSchemaOf<Name extends BundledName>(name: Name) {
  const fields: (typeof collections)[Name]['fields'] = collections[name].fields;
  return z.object({ id: idSchema(), createdAt: z.number(), updatedAt: z.number(), ...fields });
}

function parseLine(raw: string, number: number): Record<string, unknown> {
  try {
    const line: unknown = JSON.parse(raw);
    if (typeof line === 'object' && line !== null && !Array.isArray(line))
      return line as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('IMPORT_BROKEN', { detail: `Line ${number} is not whole.`, cause });
  }
  throw new AppError('IMPORT_BROKEN', { detail: `Line ${number} is no record.` });
}

function checkHead(line: Record<string, unknown>) {
  if (line['format'] !== format) throw new AppError('IMPORT_UNKNOWN');
  if (line['version'] !== 1)
    throw new AppError('IMPORT_UNKNOWN', {
      detail: `This export is of version ${String(line['version'])}; this app reads version 1. Update the app.`
    });
}

function takeRecord(
  line: Record<string, unknown>,
  bundle: Bundle,
  schemas: Map<string, z.ZodMiniType>,
  number: number
): boolean {
  const name = bundled.find((each) => each === line['collection']);
  if (!name) return false;
  let schema = schemas.get(name);
  if (!schema) {
    schema = recordSchemaOf(name);
    schemas.set(name, schema);
  }
  const read = schema.safeParse(line['record']);
  if (!read.success) {
    const [issue] = read.error.issues;
    const detail = `Line ${number}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new AppError('IMPORT_BROKEN', { detail: detail.slice(0, 300) });
  }
  // The shape was just checked against the same declarations the type is made of.
  (bundle[name] as unknown[]).push({ ...(read.data as object), deletedAt: null });
  return true;
}
