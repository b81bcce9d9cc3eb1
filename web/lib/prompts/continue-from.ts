import type { Run } from '#shared/collections';
import type { Store } from '$lib/data/store';
import type { PromptSession } from './prompt-session.svelte';

/**
 * Puts what a run was asked in the place of what stands in the editor, as one step of undo, and its values
 * in the place of this device's.
 * @returns the way back; `null` where what was sent is not on this device
 */
export async function continueFrom(
  session: Pick<PromptSession, 'apply' | 'undo' | 'setValues' | 'values'>,
  db: Store['db'],
  { versionId, variableValues }: Pick<Run, 'versionId' | 'variableValues'>
): Promise<(() => Promise<void>) | null> {
  const version = versionId === null ? undefined : await db.versions.get(versionId);
  if (!version) return null;
  const before = session.values;
  await session.apply(version.content);
  await session.setValues({ ...before, ...variableValues });
  return async () => {
    await session.undo();
    await session.setValues(before);
  };
}
