import type { Context } from 'hono';
import type { Account } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';
import type { Organizations } from './organizations.ts';
import { hashOf } from './secrets.ts';

interface Deps {
  organizations: Pick<Organizations, 'invitationOf'>;
  registration: () => Account['signIn']['registration'];
  isOwnMachine: (c: Context<Env>) => boolean;
}

/** Judges who may make an account just now; answers the invitation they have. @throws AppError REGISTRATION_CLOSED */
export function createAdmitNew({ organizations, registration, isOwnMachine }: Deps) {
  return (c: Context<Env>, email: string, secret: string | undefined) => {
    const invitation = secret === undefined ? null : organizations.invitationOf(hashOf(secret));
    const open = registration();
    if (open === 'first') {
      // The first account owns the server, so nobody from elsewhere may be quicker.
      if (!isOwnMachine(c)) throw new AppError('REGISTRATION_CLOSED');
      return null;
    }
    const isInvited = invitation !== null && invitation.email === email;
    if (open !== 'open' && !isInvited) throw new AppError('REGISTRATION_CLOSED');
    return isInvited ? invitation : null;
  };
}
export type AdmitNew = ReturnType<typeof createAdmitNew>;
