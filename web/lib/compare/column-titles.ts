import type { Run } from '#shared/collections';

/** What each column is called: by the number of its run and, where they are of several prompts, by those first. */
export function columnTitles(
  runs: readonly Pick<Run, 'id' | 'promptId'>[],
  numberOf: (runId: string) => number | null,
  titleOf: (promptId: string) => string | null
): string[] {
  const ofSeveral = new Set(runs.map(({ promptId }) => promptId)).size > 1;
  return runs.map(({ id, promptId }, at) => {
    const number = numberOf(id);
    const title = ofSeveral && promptId !== null ? titleOf(promptId) : null;
    if (number === null) return title ?? `Column ${at + 1}`;
    return title === null ? `Run ${number}` : `${title} · run ${number}`;
  });
}
