import { AppError } from '#shared/errors';
import type { SharedContent } from '#shared/sharing/shared-content';
import { secretsInShare, textsInShare } from '#shared/sharing/shared-secrets';

export interface HeldKeys {
  /** Whether a text holds a key of one of the organization's connections. */
  holdsKey(organizationId: string, text: string): boolean;
}

const mostNamed = 5;

/**
 * Whether it holds what looks like a secret, and whoever shares it has seen that. A key this server holds is never
 * anybody's to show. @throws AppError SECRET_FOUND
 */
export function judgeSecrets(
  { holdsKey }: HeldKeys,
  organizationId: string,
  content: SharedContent,
  secretsSeen: boolean | undefined
): boolean {
  if (holdsKey(organizationId, textsInShare(content)))
    throw new AppError('SECRET_FOUND', { detail: 'It holds the key of a connection.' });
  const found = secretsInShare(content).map(({ where, label }) => `${where}: ${label}`);
  if (found.length > 0 && !secretsSeen)
    throw new AppError('SECRET_FOUND', { detail: found.slice(0, mostNamed).join('; ') });
  return found.length > 0;
}
