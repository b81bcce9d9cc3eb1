import * as z from 'zod/mini';
import { waysSchema } from '#shared/accounts';
import type { Ways } from '#shared/accounts';
import { AppError } from '#shared/errors';
import type { Api } from '$lib/api/client';

const options = z.record(z.string(), z.unknown());
const done = z.object({ ok: z.boolean() });

/** Whether this browser can make and use passkeys, at this address: https or localhost, and never a number. */
export const hasPasskeys = (): boolean =>
  'PublicKeyCredential' in globalThis &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential &&
  !/^[\d.]+$|^\[/.test(location.hostname);

/** Whether the browser offers passkeys by itself where an address is typed. */
export const offersPasskeys = async (): Promise<boolean> =>
  hasPasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;

/**
 * Makes a passkey on this device and has the server keep it; `null`: the person thought better of it.
 * @throws AppError PASSKEY_EXISTS where this device has one, PASSKEY_ELSEWHERE, and what the server says
 */
export async function makePasskey(api: Api, name: string): Promise<Ways | null> {
  const asked = await api.post('/v1/auth/passkeys/options', {}, options);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    asked as unknown as PublicKeyCredentialCreationOptionsJSON
  );
  const response = await answerOf(() => navigator.credentials.create({ publicKey }));
  if (!response) return null;
  return api.post('/v1/auth/passkeys', { name, response }, waysSchema);
}

/**
 * Has a passkey answer, and the server judge it at `path`; `false`: the person thought better of it.
 * @throws AppError PASSKEY_ELSEWHERE where the server has another address, and what the server says
 */
export async function usePasskey(
  api: Api,
  path: '/v1/auth/passkey' | '/v1/auth/passkey/prove',
  how: { mediation?: CredentialMediationRequirement; signal?: AbortSignal } = {}
): Promise<boolean> {
  const asked = await api.post('/v1/auth/passkey/options', {}, options);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    asked as unknown as PublicKeyCredentialRequestOptionsJSON
  );
  const response = await answerOf(() => navigator.credentials.get({ publicKey, ...how }));
  if (!response) return false;
  await api.post(path, { response }, done);
  return true;
}

async function answerOf(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = (await ask()) as PublicKeyCredential | null;
    return credential?.toJSON() ?? null;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'InvalidStateError') throw new AppError('PASSKEY_EXISTS', { cause: error });
    if (name === 'SecurityError') throw new AppError('PASSKEY_ELSEWHERE', { cause: error });
    // Cancelled, timed out, or given up for another try; the browser has said so itself.
    if (name === 'NotAllowedError' || name === 'AbortError') return null;
    throw error;
  }
}
