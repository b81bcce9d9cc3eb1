import type { Run, Version } from '#shared/collections';
import type { PromptSession } from './prompt-session.svelte';

/**
 * Puts what a run was asked in the place of what stands in the editor, as one step of undo, and its values
 * in the place of this device's.
 * @returns the way back
 */
export async function continueFrom(
  session: Pick<PromptSession, 'apply' | 'undo' | 'setValues' | 'values'>,
  { content }: Pick<Version, 'content'>,
  { variableValues }: Pick<Run, 'variableValues'>
): Promise<() => Promise<void>> {
  const before = session.values;
  await session.apply(content);
  await session.setValues({ ...before, ...variableValues });
  return async () => {
    await session.undo();
    await session.setValues(before);
  };
}
