import { createHash } from 'node:crypto';

/** 32 random bytes, as they are chosen outside. */
export type RandomBytes = (size: number) => Uint8Array;

/** A secret that somebody holds in a link: 256 bits, so that a fast hash of it is enough. */
export function newSecret(random: RandomBytes): string {
  return Buffer.from(random(32)).toString('base64url');
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** `XXXX-XXXX-XXXX-XXXX`, without letters that look alike: 78 bits, to be written down by hand. */
export function newRecoveryCode(random: RandomBytes): string {
  const letters: string[] = [];
  while (letters.length < 16)
    for (const byte of random(16))
      // Bytes beyond the last whole turn of the alphabet would make its first letters likelier.
      if (byte < 240 && letters.length < 16) letters.push(alphabet[byte % 30] ?? '');
  return letters.join('').replace(/(.{4})(?!$)/g, '$1-');
}

/** As it was meant, however it was typed. */
export function readRecoveryCode(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.replace(/(.{4})(?!$)/g, '$1-');
}
