import type { MarkedText, PromptContent } from '#shared/prompt-fields';
import type { PromptSession } from './prompt-session.svelte';

/** What a run was asked, or what a snapshot holds. */
export interface Asked {
  content: PromptContent;
  values: Record<string, unknown>;
  /** Of a snapshot's text: who wrote which part of it. */
  text: MarkedText | null;
}

/**
 * Puts what was asked in the place of what stands in the editor, as one step of undo, and its values in the
 * place of this device's.
 * @returns the way back
 */
export async function continueFrom(
  session: Pick<PromptSession, 'apply' | 'setValues' | 'values'>,
  { content, values }: Pick<Asked, 'content' | 'values'>
): Promise<() => Promise<void>> {
  const before = session.values;
  const back = await session.apply(content);
  await session.setValues({ ...before, ...values });
  return async () => {
    await back();
    await session.setValues(before);
  };
}
