const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 text of base64; bytes that are no UTF-8 are read one by one. */
export function textOfBase64(base64: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of base64.replace(/-/g, '+').replace(/_/g, '/')) {
    const value = letters.indexOf(letter);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  try {
    return decodeURIComponent(
      bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
    );
  } catch {
    // Not UTF-8: Latin-1 keeps every byte.
    return bytes.map((byte) => String.fromCharCode(byte)).join('');
  }
}
