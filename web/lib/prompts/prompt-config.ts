import type { Version } from '#shared/collections';
import type { ModelConfig } from '#shared/model-config';
import type { Store } from '$lib/data/store';
import { sameConfig } from '$lib/models/param-state';

/** Read and written in one transaction: two quick changes never take each other back. */
export function editConfig(
  store: Store,
  promptId: string,
  change: (before: ModelConfig) => ModelConfig
): Promise<void> {
  return store.group(async (tx) => {
    const before = await store.db.prompts.get(promptId);
    if (before) await tx.edit('prompts', promptId, { modelConfig: change(before.modelConfig) });
  });
}

/** “v3”, and “v3 · draft” once text or parameters have moved on from it. */
export function versionText(latest: Version, text: string, config: ModelConfig): string {
  const number = latest.number > 0 ? `v${latest.number}` : 'new version';
  const same = latest.content.text === text && sameConfig(latest.content.modelConfig, config);
  return same ? number : `${number} · draft`;
}
