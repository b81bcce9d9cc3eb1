import type { ModelConfig, ParamName } from '#shared/model-config';
import { isObject, objectIn } from '#shared/requests/frames';
import type { Loose } from '#shared/requests/frames';
import { readTools } from '#shared/requests/tool-definitions';

/** How a format spells our numbers. */
export type Spelling = Readonly<Record<string, ParamName>>;

const integers = new Set<ParamName>(['maxTokens', 'topK', 'seed', 'n']);

/**
 * Numbers and stops of a request as our parameters; what was read is removed from `rest`. A value of the
 * wrong kind stays there.
 */
export function takeParams(rest: Loose, spelling: Spelling): ModelConfig {
  const config: Loose = {};
  for (const [theirs, ours] of Object.entries(spelling)) {
    const value = rest[theirs];
    if (ours === 'stopSequences') {
      const stops = typeof value === 'string' ? [value] : value;
      if (!Array.isArray(stops) || !stops.every((stop) => typeof stop === 'string')) continue;
      config[ours] = stops;
    } else if (ours === 'reasoningEffort') {
      if (typeof value !== 'string') continue;
      config[ours] = value;
    } else {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      if (integers.has(ours) && !Number.isSafeInteger(value)) continue;
      config[ours] = value;
    }
    delete rest[theirs];
  }
  return config as ModelConfig;
}

/** `logprobs: true, top_logprobs: 5` is 5 here; `logprobs: true` alone is 0. */
export function takeLogprobs(rest: Loose, config: ModelConfig) {
  if (typeof rest['logprobs'] !== 'boolean') return;
  const top = rest['top_logprobs'];
  if (rest['logprobs']) config.logprobs = typeof top === 'number' ? Math.round(top) : 0;
  delete rest['logprobs'];
  delete rest['top_logprobs'];
}

export function takeTools(rest: Loose, notes: string[]): unknown[] {
  const given = rest['tools'];
  delete rest['tools'];
  if (!Array.isArray(given)) return [];
  const tools = readTools(given);
  if (tools.length < given.length)
    notes.push(
      `${given.length - tools.length} of ${given.length} tools run at the provider and are left out.`
    );
  return tools.map(({ name, description, parameters }) => ({
    name,
    description,
    ...(parameters && { parameters })
  }));
}

/** A JSON Schema without more becomes the prompt's own; anything else stays a response format. */
export function takeFormat(format: unknown, config: ModelConfig): Record<string, unknown> | null {
  if (!isObject(format) || format['type'] === 'text') return null;
  const nested = objectIn(format, 'json_schema') ?? format;
  const schema = objectIn(nested, 'schema');
  const isPlain = format['type'] === 'json_schema' && schema !== null && nested['strict'] !== true;
  if (isPlain) return schema;
  config.responseFormat = format;
  return null;
}

/** Members nobody read: kept as raw parameters, so that they are still sent, and told. */
export function keepRest(rest: Loose, config: ModelConfig, notes: string[]) {
  const left = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null);
  if (left.length === 0) return;
  config.extra = Object.fromEntries(left);
  const names = left.map(([name]) => name).join(', ');
  notes.push(`Kept as raw parameters, since there is no field for them: ${names}.`);
}

/** A copy without these members. */
export function without(from: Loose, ...names: string[]): Loose {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

/** What says how to send and not what to ask; runs stream here in any case, so only the rest is told. */
export function dropTransport(rest: Loose, notes: string[]) {
  const left = ['store', 'background', 'user'].filter((name) => (rest[name] ?? null) !== null);
  for (const name of ['stream', 'stream_options', 'store', 'background', 'user']) delete rest[name];
  if (left.length > 0)
    notes.push(
      `Not taken over, since it says how to send and not what to ask: ${left.join(', ')}.`
    );
}
