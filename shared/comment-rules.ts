import type { Body } from '#shared/paths';
import type { Mutation } from '#shared/mutations';

/** What anybody who may comment can do with another's comment: settle it, or open it again. */
const ofEverybody = new Set(['resolvedAt']);

/**
 * Whether a person may make this change of a comment that stands there (`null`: of a new one). One changes and
 * deletes one's own words; who manages may delete those of others.
 */
export function mayChangeComment(
  stored: Body | null,
  set: Mutation['set'],
  person: { id: string; manages: boolean }
): boolean {
  if (!stored || stored.author === undefined || stored.author === person.id) return true;
  const others = Object.keys(set).filter((path) => !ofEverybody.has(path));
  return others.length === 0 || (person.manages && others.every((path) => path === 'deletedAt'));
}
