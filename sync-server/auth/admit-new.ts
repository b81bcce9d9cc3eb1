import type { Context } from 'hono';
import type { Account } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Env } from '../http/route.ts';
import type { Organizations } from './organizations.ts';
import { hashOf } from './secrets.ts';

/** Used, expired, another's and made-up ones are answered alike. */
export const invitationRefused = () =>
  new AppError('NOT_FOUND', {
    detail:
      'This link was used, has expired, or was made for another e-mail address. Ask for a new one.'
  });

interface Deps {
  organizations: Pick<Organizations, 'invitationOf'>;
  registration: () => Account['signIn']['registration'];
  isOwnMachine: (c: Context<Env>) => boolean;
}

/** Judges who may make an account just now; answers the invitation they have. @throws AppError NOT_FOUND, REGISTRATION_CLOSED */
export function createAdmitNew({ organizations, registration, isOwnMachine }: Deps) {
  return (c: Context<Env>, email: string, secret: string | undefined) => {
    const invitation = secret === undefined ? null : organizations.invitationOf(hashOf(secret));
    const open = registration();
    if (open === 'first') {
      // The first account owns the server, so nobody from elsewhere may be quicker.
      if (!isOwnMachine(c))
        throw new AppError('REGISTRATION_CLOSED', {
          detail:
            'The first account is made on the server’s own machine: npm run admin -- user create.'
        });
      return null;
    }
    const isInvited = invitation !== null && invitation.email === email;
    // Also where anybody may: who came to join is not to end up alone without a word.
    if (!isInvited && secret !== undefined) throw invitationRefused();
    if (!isInvited && open !== 'open') throw new AppError('REGISTRATION_CLOSED');
    return isInvited ? invitation : null;
  };
}
export type AdmitNew = ReturnType<typeof createAdmitNew>;
