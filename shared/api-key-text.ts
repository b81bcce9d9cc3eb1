/**
 * What an API key looks like: `pgk_` and 36 letters and digits, the last six of them a checksum over the
 * others, so that a scanner finds keys that leaked and takes nothing else for one (as GitHub's tokens do).
 */

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'pgk_';
const randomLetters = 30;
const checkLetters = 6;
const pattern = new RegExp(`^${prefix}[0-9A-Za-z]{${randomLetters + checkLetters}}$`);

/** @param random as many random bytes as it is asked for */
export function makeApiKey(random: (size: number) => Uint8Array): string {
  let letters = '';
  while (letters.length < randomLetters)
    for (const byte of random(randomLetters))
      // Beyond the last whole turn of the alphabet its first letters would be likelier.
      if (byte < 248 && letters.length < randomLetters) letters += digits[byte % 62];
  return prefix + letters + checkOf(letters);
}

/** False for what was cut off or mistyped, without looking it up. */
export function apiKeyIsWhole(text: string): boolean {
  if (!pattern.test(text)) return false;
  const letters = text.slice(prefix.length, -checkLetters);
  return text.endsWith(checkOf(letters));
}

function checkOf(letters: string): string {
  let rest = crc32(letters);
  let check = '';
  for (let at = 0; at < checkLetters; at += 1) {
    check = (digits[rest % 62] ?? '') + check;
    rest = Math.floor(rest / 62);
  }
  return check;
}

/** CRC-32 of ISO 3309, as zip and PNG have it, over ASCII. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
