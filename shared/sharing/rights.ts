import { can } from '#shared/access';
import type { Role } from '#shared/access';

/**
 * What a share link lets whoever opens it do. The server asks it each time a link is opened, so that a
 * change of a share, of a role or of the clock holds at once.
 */

/**
 * - `public`: whoever knows the address
 * - `unlisted`: whoever also has the secret that stands behind its `#`
 * - `team`: members of the organization it belongs to
 */
export const visibilities = ['public', 'unlisted', 'team'] as const;
export type Visibility = (typeof visibilities)[number];

/** What a link was made for. What is not `view` means `view` too; `edit` means all of them. */
export const shareRoles = ['view', 'comment', 'duplicate', 'edit'] as const;
export type ShareRole = (typeof shareRoles)[number];

export interface ShareFacts {
  organizationId: string;
  visibility: Visibility;
  role: ShareRole;
  /** Milliseconds since the epoch; `null`: it does not end by itself. */
  expiresAt: number | null;
  revokedAt: number | null;
}

/** Whoever opens a link. */
export interface Opener {
  holdsSecret: boolean;
  isSignedIn: boolean;
  /** In the organization the share belongs to; `null`: none. */
  role: Role | null;
}

const means: Record<ShareRole, readonly ShareRole[]> = {
  view: ['view'],
  comment: ['view', 'comment'],
  duplicate: ['view', 'duplicate'],
  edit: ['view', 'comment', 'duplicate', 'edit']
};
/** What is written has an author. */
const needsName: readonly ShareRole[] = ['comment', 'edit'];

/** What they may do with it; nothing at all: they hear the same as if there had never been such a link. */
export function mayWithShare(share: ShareFacts, opener: Opener, now: number): ShareRole[] {
  if (!isAlive(share, now) || !isAdmitted(share, opener)) return [];
  return means[share.role].filter((verb) => opener.isSignedIn || !needsName.includes(verb));
}

/** Neither revoked nor at its end. */
export function isAlive(share: Pick<ShareFacts, 'expiresAt' | 'revokedAt'>, now: number): boolean {
  return share.revokedAt === null && (share.expiresAt === null || share.expiresAt > now);
}

function isAdmitted({ visibility, organizationId }: ShareFacts, opener: Opener): boolean {
  if (visibility === 'public') return true;
  if (visibility === 'unlisted') return opener.holdsSecret;
  const member = { organizationId, role: opener.isSignedIn ? opener.role : null };
  return can(member, 'view', { organizationId });
}
