import type { Prompt } from '#shared/collections';

/** The two screens on which prompts are written. */
export type PromptScreen = 'complete' | 'prompts';

/** The screen of a kind of prompt. */
export function screenOf(kind: Prompt['kind']): PromptScreen {
  return kind === 'messages' ? 'prompts' : 'complete';
}

/** Where a prompt is opened. */
export function promptHref({ id, kind }: Pick<Prompt, 'id' | 'kind'>): string {
  return `/${screenOf(kind)}/${id}`;
}

/** Where a new prompt begins. */
export function newPromptHref(screen: PromptScreen, projectId: string | null = null): string {
  return `/${screen}/new${projectId === null ? '' : `?project=${projectId}`}`;
}
