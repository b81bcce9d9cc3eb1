import type { SampleModel } from '#shared/sample-model/model';
import { createSampleModel } from '#shared/sample-model/model';
import type { Sql } from './db/open.ts';
import type { Writer } from './db/writer.ts';
import type { PlantingDeps, ProjectDraft } from './planting.ts';
import { createPlanting } from './planting.ts';
import { sampleMessages } from './sample-messages.ts';

/** The first visit: prompts that show different things, each already run. */
export const sampleProject: ProjectDraft = {
  name: 'Sample project',
  description:
    'Prompts to try things out with. What is marked was written by the sample model; ' +
    'change anything and run again.',
  prompts: [
    {
      name: 'Weeknight pasta',
      text: 'Recipe: Weeknight pasta with lemon and garlic\n\nIngredients:\n',
      modelConfig: { temperature: 0.6, maxTokens: 220 },
      tags: ['cooking'],
      recordedWith: 112
    },
    {
      name: 'Letter to a neighbour',
      text: 'Dear neighbour,\n\n',
      modelConfig: { temperature: 0.2, maxTokens: 160, stopSequences: ['\n\n\n'], seed: 7 },
      tags: ['letters'],
      recordedWith: 7
    },
    {
      name: 'Probabilities',
      text: 'The best way to',
      modelConfig: { temperature: 1, maxTokens: 80, logprobs: 5 },
      tags: ['how it works'],
      recordedWith: 7
    }
  ],
  messages: sampleMessages
};

export interface SampleDeps extends Omit<PlantingDeps, 'model'> {
  sql: Sql;
  writer: Writer;
  /** Shared with the provider, so that it is trained once. */
  model?: SampleModel;
}

/**
 * Gives a scope that has never held anything its sample project, once and for all: whoever throws the
 * samples away does not get them back. Asked and written in one transaction, so never twice.
 * @returns whether it was planted now
 */
export function plantSamples(deps: SampleDeps): Promise<boolean> {
  const { sql, writer, scope } = deps;
  const marker = `samples ${scope}`;
  const mark = sql.prepare('insert or ignore into meta (key, value) values (?, ?)');
  const used = sql.prepare('select 1 from records where scope = ? limit 1');

  return writer.transact(() => {
    const first = mark.run(marker, String(deps.now())).changes === 1;
    if (!first || used.get(scope) !== undefined) return false;
    createPlanting({ ...deps, model: deps.model ?? createSampleModel() }).plantProject(
      sampleProject,
      'a0'
    );
    return true;
  });
}
