import { splitModelId, type ModelConfig, type ParamName } from '#shared/model-config';
import { paramSpecs } from '#shared/param-specs';

/** A config in a few words, for a list: “llama3, temperature 0.7, stop sequences ###”. */
export function describeConfig(config: ModelConfig): string {
  const { model, ...params } = config;
  const words = Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${labelOf(name)} ${say(value)}`);
  return [...(model ? [splitModelId(model).name || model] : []), ...words].join(', ');
}

function labelOf(name: string): string {
  return Object.hasOwn(paramSpecs, name) ? paramSpecs[name as ParamName].label.toLowerCase() : name;
}

/** A value in few words. */
export function say(value: unknown): string {
  if (value === null) return 'not sent';
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(each)).join(' ');
  return typeof value === 'object' ? 'set' : String(value);
}
