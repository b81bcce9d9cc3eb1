import type { Body } from '#shared/paths';

/** What anybody who may comment can do with another's comment: settle it, or open it again. */
const ofEverybody = new Set(['resolvedAt']);

/**
 * Whether a person may change these paths of a comment that stands there (`null`: of a new one). One changes and
 * deletes one's own words; who manages may delete those of others.
 */
export function mayChangeComment(
  stored: Body | null,
  paths: readonly string[],
  person: { id: string; manages: boolean }
): boolean {
  if (!stored || stored.author === undefined || stored.author === person.id) return true;
  const others = paths.filter((path) => !ofEverybody.has(path));
  return others.length === 0 || (person.manages && others.every((path) => path === 'deletedAt'));
}
