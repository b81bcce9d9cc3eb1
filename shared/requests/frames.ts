import { AppError } from '#shared/errors';

/** A JSON object of a provider: nothing about its members is certain. */
export type Loose = Record<string, unknown>;

/** @throws AppError UPSTREAM_PROTOCOL when a frame is not a JSON object. */
export function parseFrame(data: string): Loose {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new AppError('UPSTREAM_PROTOCOL', { detail: 'A frame was not JSON.', cause });
  }
  if (!isObject(value))
    throw new AppError('UPSTREAM_PROTOCOL', { detail: 'A frame was not a JSON object.' });
  return value;
}

export function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(from: Loose, name: string): Loose | null {
  const value = from[name];
  return isObject(value) ? value : null;
}

export function listIn(from: Loose, name: string): unknown[] {
  const value = from[name];
  return Array.isArray(value) ? value : [];
}

/** A member's text; empty when it is missing or something else. */
export function textIn(from: Loose, name: string): string {
  const value = from[name];
  return typeof value === 'string' ? value : '';
}

/** A count a provider gave; `null` when it gave none. */
export function countIn(from: Loose | null, name: string): number | null {
  const value = from?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null;
}
