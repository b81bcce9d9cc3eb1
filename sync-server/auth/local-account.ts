import { Hono } from 'hono';
import { accountSchema, type Account } from '#shared/accounts';
import { route } from '../http/route.ts';
import type { Env, Principal } from '../http/route.ts';

/** On one's own machine there is one person, who owns everything and never signs in. */
export function createLocalAccount({ userId, organizationId, scope }: Principal): Hono<Env> {
  const account: Account = {
    mode: 'local',
    person: { id: userId, name: 'You', email: null },
    gone: false,
    organizations: [{ id: organizationId, name: 'Personal', scope, personal: true, role: 'owner' }],
    signIn: { registration: 'closed', oidc: null }
  };
  return new Hono<Env>().get(
    '/v1/account',
    route('public', { answer: accountSchema }, () => account)
  );
}
