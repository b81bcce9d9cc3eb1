import type { PromptContent } from '#shared/prompt-fields';

/** Opens a run's prompt and puts in its place what that run was asked. */
export function continueHref(promptId: string, kind: PromptContent['kind'], runId: string): string {
  const path = kind === 'text' ? '/complete' : '/prompts';
  return `${path}/${promptId}?continue=${encodeURIComponent(runId)}`;
}
