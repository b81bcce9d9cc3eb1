import type { Project } from '#shared/collections';
import { projectsAbove } from '#shared/project-tree';

/** How long the outputs of a project's runs are kept. */
export type Retention = Project['retention'];

/** Nothing is deleted by itself. */
export const keepAll: Retention = { mode: 'keep', days: null };

type Ruled = Pick<Project, 'id' | 'parentId' | 'position' | 'retention' | 'name'>;

/**
 * What holds in a project: its own rule, else that of the nearest project above that has one. `from` is the
 * project that says so; `null` where nobody does.
 */
export function retentionOf<P extends Ruled>(
  projectId: string | null,
  projects: readonly P[]
): { rule: Retention; from: P | null } {
  for (const project of projectsAbove(projectId, projects))
    if (project.retention.mode !== 'keep') return { rule: project.retention, from: project };
  return { rule: keepAll, from: null };
}

/** “1 day”, “30 days”. */
export function daysText({ days }: Pick<Retention, 'days'>): string {
  const count = days ?? 30;
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}

/** What is stored of a run, in a sentence. */
export function retentionWords({ mode, days }: Retention): string {
  if (mode === 'never')
    return 'Nothing a model writes is stored: outputs are shown as they come, and the server forgets them a minute after the run has ended. What was asked, tokens and cost are kept. Outputs stored before are deleted within the hour.';
  if (mode === 'days')
    return `Outputs of runs are deleted everywhere ${daysText({ days })} after the run. What was asked, tokens and cost are kept.`;
  return 'Outputs are kept until somebody deletes them.';
}
