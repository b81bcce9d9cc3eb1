import type { ModelConfig, ParamName } from '#shared/model-config';
import type { ParamSpec } from '#shared/models';

/** The three states of a parameter: the model's default, left out on purpose, or a value. */
export type ParamState =
  | { kind: 'default'; value: ParamSpec['default'] }
  | { kind: 'off' }
  | { kind: 'set'; value: NonNullable<ModelConfig[ParamName]> };

export function stateOf(config: ModelConfig, spec: ParamSpec): ParamState {
  const value = config[spec.name];
  if (value === undefined) return { kind: 'default', value: spec.default };
  if (value === null) return { kind: 'off' };
  return { kind: 'set', value };
}

/** A change of a config: `undefined` returns a parameter to the default, `null` leaves it out. */
export type ConfigPatch = Partial<ModelConfig>;

export function resetParam(name: ParamName): ConfigPatch {
  return { [name]: undefined };
}

export function omitParam(name: ParamName): ConfigPatch {
  return { [name]: null };
}

export function setParam(name: ParamName, value: NonNullable<ModelConfig[ParamName]>): ConfigPatch {
  return { [name]: value };
}

/** The config after a change. Parameters at their default are absent, so equal configs look equal. */
export function patchConfig(config: ModelConfig, patch: ConfigPatch): ModelConfig {
  return Object.fromEntries(
    Object.entries({ ...config, ...patch }).filter(([, value]) => value !== undefined)
  );
}

/** Whether two configs ask the same of a model; the order of keys does not matter. */
export function sameConfig(a: ModelConfig, b: ModelConfig): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  );
}
