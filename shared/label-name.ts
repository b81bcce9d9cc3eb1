/** Labels everybody has a use for. */
export const suggestedLabels = ['production', 'staging'] as const;

const longest = 64;

/**
 * A label as it is kept: it stands in addresses and in code, so it has one spelling. Small letters, digits and
 * `. _ -`, at most 64; `null` where nothing is left of it.
 */
export function labelName(typed: string): string | null {
  const name = typed
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest);
  return name === '' ? null : name;
}
