import type { Principal } from '../http/route.ts';

/** Somebody signed in who owns the organization, as far as it is not said otherwise. */
export function testPrincipal(facts: Partial<Principal> = {}): Principal {
  return {
    userId: 'ada',
    organizationId: 'o1',
    scope: 'u:ada',
    role: 'owner',
    via: 'session',
    viaId: 's1',
    provenAt: null,
    ...facts
  };
}
