import type { ModelConfig } from '#shared/model-config';
import { same } from '#shared/same';
import { configWords } from '$lib/versions/change-words';

/** What a column sets apart from the prompt's own parameters, the model left out. */
export function wordsApart(base: ModelConfig, config: ModelConfig): string[] {
  const names = [
    ...new Set([...Object.keys(base), ...Object.keys(config)])
  ] as (keyof ModelConfig)[];
  return names
    .filter((name) => name !== 'model' && !same(base[name], config[name]))
    .flatMap((name) => configWords([{ path: [name], before: base[name], after: config[name] }]))
    .map(({ label, after }) => `${label} ${after ?? 'default'}`);
}
