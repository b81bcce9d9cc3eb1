import { AppError } from '#shared/errors';
import type { ModelConfig } from '#shared/model-config';
import type { Store } from '$lib/data/store';
import { sameConfig } from './param-state';

/**
 * Changes the model or parameters of a record by what stands on disk then, not by what a screen shows. Two quick changes never take each other back: one that met another is made again on top of it. A
 * plain edit and no group, so that a slider that is dragged offline leaves one waiting change.
 */
export async function editConfig(
  store: Store,
  collection: 'prompts' | 'conversations',
  id: string,
  change: (before: ModelConfig) => ModelConfig
): Promise<void> {
  for (;;) {
    const before = await store.db[collection].get(id);
    if (!before) return;
    try {
      return await store.edit(collection, id, { modelConfig: change(before.modelConfig) }, (row) =>
        sameConfig(row.modelConfig, before.modelConfig)
      );
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
}
