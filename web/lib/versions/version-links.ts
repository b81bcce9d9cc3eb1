import type { Prompt } from '#shared/collections';

/** What is on one side of a comparison: a version's id, or the prompt as it stands. */
export const draft = 'draft';

/** Where a prompt is edited. */
export function promptHref({ id, kind }: Pick<Prompt, 'id' | 'kind'>): string {
  return kind === 'text' ? `/complete/${id}` : `/prompts/${id}`;
}

export function versionHref(prompt: Pick<Prompt, 'id' | 'kind'>, versionId: string): string {
  return `${promptHref(prompt)}?version=${encodeURIComponent(versionId)}`;
}

export function diffHref(prompt: Pick<Prompt, 'id' | 'kind'>, from: string, to = draft): string {
  const query = new URLSearchParams({ from, to });
  return `${promptHref(prompt)}/diff?${query}`;
}
