import { readFileSync } from 'node:fs';
import { SettingRefused } from '../env.ts';
import type { Settings } from '../env.ts';
import type { OidcSettings } from './oidc.ts';

/** The provider of identities of the settings, if there is one. @throws SettingRefused for a file that is not there */
export function oidcSettingsOf(settings: Settings): OidcSettings | null {
  const { PLAYGROUND_OIDC_ISSUER: issuer, PLAYGROUND_OIDC_CLIENT_ID: clientId } = settings;
  if (!issuer || !clientId) return null;
  return {
    issuer,
    clientId,
    clientSecret: secretOf(settings),
    name: settings.PLAYGROUND_OIDC_NAME ?? new URL(issuer).hostname
  };
}

function secretOf(settings: Settings): string | null {
  const file = settings.PLAYGROUND_OIDC_CLIENT_SECRET_FILE;
  if (file === undefined) return settings.PLAYGROUND_OIDC_CLIENT_SECRET ?? null;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SettingRefused(`PLAYGROUND_OIDC_CLIENT_SECRET_FILE ${file} cannot be read.`, {
      cause
    });
  }
}
