import type { Membership } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Principal } from '../http/route.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Auth } from './better-auth.ts';
import type { Organizations } from './organizations.ts';
import type { People } from './people.ts';

/** Names the organization a request is about; without it, the person's own. */
export const organizationHeader = 'x-organization';

const dayMs = 24 * 60 * 60 * 1000;
/** A session ends after this, however often it is used … */
const longestMs = 90 * dayMs;
/** … and after this without being used. */
const idleMs = 14 * dayMs;
/** That it is used is written down this often. */
const touchMs = 60 * 60 * 1000;

interface Deps {
  auth: Auth;
  organizations: Organizations;
  people: Pick<People, 'touch'>;
  keys: ApiKeys;
  now: () => number;
}

/**
 * Who asks, from the session's cookie or an API key and nothing else; the role is read anew each time, so
 * that a change of it holds at once.
 */
export function createIdentity({ auth, organizations, people, keys, now }: Deps) {
  return async (headers: Headers): Promise<Principal | null> => {
    const bearer = headers.get('authorization');
    const cookie = headers.get('cookie');
    if (bearer !== null) {
      // Two identities in one request: whichever were taken, the other would be surprised.
      if (cookie !== null)
        throw new AppError('INVALID_REQUEST', { detail: 'authorization, cookie.' });
      return ofKey(bearer, headers.get(organizationHeader));
    }
    if (cookie === null) return null;
    const found = await auth.api.getSession({ headers, query: { disableRefresh: true } });
    if (!found) return null;
    const { user, session } = found;
    const idle = now() - session.updatedAt.getTime();
    if (now() - session.createdAt.getTime() >= longestMs || idle >= idleMs) return null;
    if (idle >= touchMs) people.touch(session.id, now());
    const asked = headers.get(organizationHeader);
    const membership =
      asked === null ? organizations.personal(user.id) : organizations.membership(user.id, asked);
    return {
      ...placeOf(membership, asked),
      userId: user.id,
      via: 'session',
      viaId: session.id,
      provenAt: session.provenAt ?? 0
    };
  };

  function ofKey(bearer: string, asked: string | null): Principal | null {
    const key = keys.find(bearer);
    if (!key) return null;
    const { organizationId, userId, id, grants } = key;
    const elsewhere = asked !== null && asked !== organizationId;
    const membership = elsewhere ? null : organizations.membership(userId, organizationId);
    return {
      ...placeOf(membership, asked ?? organizationId),
      userId,
      via: 'key',
      viaId: id,
      provenAt: 0,
      grants
    };
  }
}

function placeOf(membership: Membership | null, asked: string | null) {
  if (!membership) return { organizationId: asked ?? '', scope: '', role: null };
  const { id, scope, role } = membership;
  return { organizationId: id, scope, role };
}
