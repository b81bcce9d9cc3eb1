import { classOf, isSyncedName, type FieldClass } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { same } from '#shared/same';
import type { Stamps } from '#shared/apply';

/** A record by path: what merges is one path, not one record. */
export type Body = Record<string, unknown>;

interface Place {
  field: string;
  /** The key inside a `leaves` or `elements` field. */
  leaf: string | null;
  class: FieldClass;
}

/** Not data: derived, or the row's own bookkeeping. */
const derived = new Set(['id', 'updatedAt', '$sync']);

/** What a path means. Fields of newer versions are registers named by the whole path. */
export function placeOf(collection: string, path: string): Place {
  if (!isSyncedName(collection)) return { field: path, leaf: null, class: 'register' };
  const dot = path.indexOf('.');
  if (dot > 0) {
    const field = path.slice(0, dot);
    const fieldClass = classOf(collection, field);
    if (fieldClass === 'leaves' || fieldClass === 'elements')
      return { field, leaf: path.slice(dot + 1), class: fieldClass };
  }
  return { field: path, leaf: null, class: classOf(collection, path) };
}

/** A record's fields, taken apart. */
export function toBody(collection: string, fields: Record<string, unknown>): Body {
  const body: Body = {};
  for (const [field, value] of Object.entries(fields)) {
    if (derived.has(field) || value === undefined) continue;
    for (const [path, leaf] of pathsOf(collection, field, value)) body[path] = leaf;
  }
  return body;
}

/** A record put together, with defaults for what nobody has set yet. */
export function toRecord(
  collection: string,
  id: string,
  stored: { body: Body; stamps: Stamps }
): Record<string, unknown> & {
  id: string;
  createdAt: number;
  updatedAt: number;
  deletedAt: number | null;
} {
  const effs = Object.values(stored.stamps).map((stamp) => stamp.eff);
  const record: Record<string, unknown> = isSyncedName(collection) ? defaultsOf(collection) : {};
  for (const [path, value] of Object.entries(stored.body)) {
    const { field, leaf, class: fieldClass } = placeOf(collection, path);
    if (leaf === null) record[field] = value;
    else if (fieldClass === 'leaves')
      record[field] = { ...(record[field] as object), [leaf]: value };
    else if (value === true) record[field] = [...((record[field] as string[]) ?? []), leaf].sort();
  }
  return {
    ...record,
    id,
    createdAt:
      typeof record.createdAt === 'number' ? record.createdAt : effs.reduce(least, Infinity),
    updatedAt: effs.reduce(most, 0),
    deletedAt: typeof record.deletedAt === 'number' ? record.deletedAt : null
  };
}

/**
 * The paths at which `change` differs from `before`; `undefined` = cleared. Leaves and elements that
 * are missing in the changed field are cleared; fields that are missing in `change` are left alone.
 */
export function changedPaths(
  collection: string,
  before: Record<string, unknown>,
  change: Record<string, unknown>
): Body {
  const changes: Body = {};
  for (const [field, value] of Object.entries(change)) {
    if (derived.has(field) || value === undefined) continue;
    const was = new Map(pathsOf(collection, field, before[field]));
    const is = new Map(pathsOf(collection, field, value));
    for (const [path, leaf] of is)
      if (!was.has(path) || !same(was.get(path), leaf)) changes[path] = leaf;
    for (const path of was.keys())
      if (!is.has(path))
        changes[path] = placeOf(collection, path).class === 'elements' ? false : undefined;
  }
  return changes;
}

function pathsOf(
  collection: string,
  field: string,
  value: unknown
): [path: string, value: unknown][] {
  if (value === undefined) return [];
  const fieldClass = isSyncedName(collection) ? classOf(collection, field) : 'register';
  if (fieldClass === 'leaves' && typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, leaf]) => leaf !== undefined)
      .map(([leaf, inner]) => [`${field}.${leaf}`, inner]);
  if (fieldClass === 'elements' && Array.isArray(value))
    return value.map((element) => [`${field}.${String(element)}`, true]);
  return [[field, value]];
}

const most = (a: number, b: number) => Math.max(a, b);
const least = (a: number, b: number) => Math.min(a, b);
