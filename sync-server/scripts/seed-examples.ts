import { positionBetween } from '#shared/positions';
import { examplePresets, exampleProjects } from '#shared/testing/examples';
import type { Writer } from '../db/writer.ts';
import type { PlantingDeps } from '../planting.ts';
import { createPlanting } from '../planting.ts';

/** Adds the example projects and presets to a scope, each time anew; for development. */
export function seedExamples(deps: PlantingDeps & { writer: Writer }) {
  return deps.writer.transact(() => {
    const { plantProject, plantPreset } = createPlanting(deps);
    let position: string | null = null;
    for (const project of exampleProjects) {
      position = positionBetween(position, null);
      plantProject(project, position);
    }
    examplePresets.forEach(plantPreset);
    const prompts = exampleProjects.reduce((sum, project) => sum + project.prompts.length, 0);
    return { projects: exampleProjects.length, prompts, presets: examplePresets.length };
  });
}
