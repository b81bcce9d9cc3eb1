/**
 * Who may do what in an organization. The server asks it on every route; a screen asks it too, so that
 * nothing is offered that would be refused.
 */

/** From the least to the most. */
export const roles = ['viewer', 'commenter', 'editor', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/**
 * - `view`: read everything of the organization, and its live runs
 * - `comment`: discuss it
 * - `edit`: change prompts, projects, presets, and what belongs to them
 * - `run`: call a model, which spends the organization's money
 * - `manage`: members, connections and their keys, limits, the audit log
 * - `own`: give the organization away or delete it
 */
export const verbs = ['view', 'comment', 'edit', 'run', 'manage', 'own'] as const;
export type Verb = (typeof verbs)[number];

const least: Record<Verb, Role> = {
  view: 'viewer',
  comment: 'commenter',
  edit: 'editor',
  run: 'editor',
  manage: 'admin',
  own: 'owner'
};

/** Whoever asks, as far as rights go. */
export interface Asker {
  organizationId: string;
  /** In that organization; `null`: none, as for one who was removed, or only invited. */
  role: Role | null;
  /** What an API key was made for; it may that and no more, whatever its maker may. */
  grants?: readonly Verb[] | undefined;
}

/** A thing belongs to one organization, and what is not its own an asker may never touch. */
export function can(asker: Asker, verb: Verb, resource: { organizationId: string }): boolean {
  if (resource.organizationId !== asker.organizationId) return false;
  if (asker.grants && !asker.grants.includes(verb)) return false;
  return asker.role !== null && roles.indexOf(asker.role) >= roles.indexOf(least[verb]);
}

/** Roles one may give to somebody, or take from somebody who has them: nobody makes one above himself. */
export function mayGive(asker: Asker, role: Role): boolean {
  if (!can(asker, 'manage', asker)) return false;
  return role !== 'owner' || can(asker, 'own', asker);
}
