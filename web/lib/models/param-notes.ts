import type { ModelConfig, ParamName } from '#shared/model-config';
import { refusalOf, rejectedParams } from '#shared/models';
import type { ModelInfo } from '#shared/models';
import { paramSpecs } from '#shared/param-specs';
import { say } from './describe-config';

export { paramProblems } from '#shared/param-problems';

/** Parameters a model refuses for one reason, with the values that are kept for another model. */
export interface Refusal {
  reason: string;
  params: { name: ParamName; label: string; kept: string | null }[];
}

/** What the chosen model does not take: what is known that it refuses, and what is set all the same. */
export function refusalsOf(config: ModelConfig, model: ModelInfo): Refusal[] {
  const names = new Set<ParamName>([
    ...model.params.map(({ name }) => name),
    ...model.refused.map(({ name }) => name),
    ...rejectedParams(config, model)
  ]);
  const byReason = new Map<string, Refusal>();
  for (const name of names) {
    const reason = refusalOf(name, config, model);
    if (reason === null) continue;
    const refusal = byReason.get(reason) ?? { reason, params: [] };
    byReason.set(reason, refusal);
    const value = config[name];
    const kept = value === undefined || value === null ? null : say(value);
    refusal.params.push({ name, label: paramSpecs[name].label, kept });
  }
  return [...byReason.values()];
}
