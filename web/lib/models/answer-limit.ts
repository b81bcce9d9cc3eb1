import type { ModelConfig } from '#shared/model-config';
import type { ModelInfo } from '#shared/models';

/** Tokens an answer may have: as it is set, else as the model does it by itself; `null` is unknown. */
export function answerLimit(config: ModelConfig, model: ModelInfo | null): number | null {
  const usual: unknown = model?.params.find(({ name }) => name === 'maxTokens')?.default;
  return config.maxTokens ?? (typeof usual === 'number' ? usual : null);
}
