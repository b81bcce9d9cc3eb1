import type { ModelConfig } from '#shared/model-config';
import { AppError } from '#shared/errors';
import { paramProblems } from '#shared/param-problems';
import type { ModelInfo } from '#shared/models';

/**
 * Refuses parameters the model is known to refuse, by the rules the panel shows them by.
 * @throws AppError INVALID_REQUEST naming the field
 */
export function checkConfig(
  config: ModelConfig,
  model: Pick<ModelInfo, 'params' | 'refused' | 'oneOf'>
): void {
  const [problem] = paramProblems(config, model);
  if (!problem) return;
  const field = `modelConfig.${problem.name}`;
  throw new AppError('INVALID_REQUEST', {
    detail: `${problem.sentence} (${field})`,
    facts: { field }
  });
}
