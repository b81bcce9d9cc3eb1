import { AppError } from '#shared/errors';
import type { ModelConfig } from '#shared/model-config';
import type { Store } from '$lib/data/store';
import { sameConfig } from '$lib/models/param-state';

/**
 * Two quick changes never take each other back: one that met another is made again on top of it. A
 * plain edit and no group, so that a slider that is dragged offline leaves one waiting change.
 */
export async function editConfig(
  store: Store,
  promptId: string,
  change: (before: ModelConfig) => ModelConfig
): Promise<void> {
  for (;;) {
    const before = await store.db.prompts.get(promptId);
    if (!before) return;
    try {
      return await store.edit(
        'prompts',
        promptId,
        { modelConfig: change(before.modelConfig) },
        (row) => sameConfig(row.modelConfig, before.modelConfig)
      );
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
}
