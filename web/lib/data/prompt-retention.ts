import type { Project } from '#shared/collections';
import { retentionOf } from '#shared/retention';
import type { Database } from './db';

/** What holds for the outputs of a prompt's runs, as its project and those above say. */
export async function retentionOfPrompt(db: Database, promptId: string | null) {
  const prompt = promptId === null ? undefined : await db.prompts.get(promptId);
  const projects: Project[] = prompt?.projectId ? await db.projects.toArray() : [];
  return retentionOf(prompt?.projectId ?? null, projects).rule;
}
