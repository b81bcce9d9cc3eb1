import { canonicalPrompt } from '#shared/canonical-prompt';
import type { PromptContent } from '#shared/prompt-fields';

/** As the server names versions; `null` in a page without cryptography (plain HTTP from another host). */
export async function hashOf(content: PromptContent): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = new TextEncoder().encode(canonicalPrompt(content));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
