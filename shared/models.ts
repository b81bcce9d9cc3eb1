import type { ModelConfig, ParamName } from '#shared/model-config';
import type { Price } from '#shared/model-price';

/** How a parameter is edited and what a model takes for it. */
export interface ParamSpec {
  name: ParamName;
  label: string;
  control: 'slider' | 'integer' | 'strings' | 'toggle' | 'select' | 'json';
  min?: number;
  /** For `strings`: how many there may be. */
  max?: number;
  step?: number;
  /** What the model does when nothing is sent; `null` if unknown. */
  default: number | string | boolean | null;
  options?: string[];
  /** `max` and `options` are habits, not rules: the model may take more. */
  loose?: boolean;
  /** Taken only while the reasoning effort is one of these. */
  onlyAtEffort?: string[];
  /** One sentence for the tooltip. */
  hint: string;
}

export const dialects = [
  'sample',
  'openai-chat',
  'openai-completions',
  'openai-responses',
  'anthropic',
  'gemini',
  'ollama'
] as const;
export type Dialect = (typeof dialects)[number];

export const modalities = ['text', 'image', 'audio', 'video', 'file'] as const;
export type Modality = (typeof modalities)[number];

/** One model of one connection, with what it can do. Travels in `GET /v1/models`. */
export interface ModelInfo {
  /** `<connection id>/<name>`. */
  id: string;
  connectionId: string;
  /** The provider's own name for it. */
  name: string;
  label: string;
  /** Which dialect runs a plain text, and which runs messages; `null` = it cannot. */
  textDialect: Dialect | null;
  messagesDialect: Dialect | null;
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** Only what it accepts; nothing else is sent. */
  params: ParamSpec[];
  /** What others take and it refuses, each with the reason in one sentence. */
  refused: { name: ParamName; reason: string }[];
  /** Parameters of which one request may hold only one. */
  oneOf: ParamName[][];
  /** What it reads and what it writes; `null` = unknown. */
  input: Modality[] | null;
  output: Modality[] | null;
  tools: boolean | null;
  structuredOutput: boolean | null;
  /** It can think before it answers. */
  reasoning: boolean | null;
  /** `null` = unknown, never 0. */
  price: Price | null;
  /** `date` is `YYYY-MM-DD`; from that day on it answers no more. */
  shutdown: { date: string; successor: string | null } | null;
  /** Where this is known from beside the server's own list, and as of which day; `null` = nowhere. */
  known: { asOf: string; source: string } | null;
  /** Where it runs, for people: "on this server", "api.openai.com". */
  host: string;
  /** It runs on the server's own machine: slow to load, and nobody's bill. */
  local: boolean;
  /** It answers so late that the provider keeps the run by itself, and a cut connection only looks again. */
  background?: boolean;
  sample: boolean;
}

type Takes = Pick<ModelInfo, 'params'> & Partial<Pick<ModelInfo, 'refused'>>;

/** Why this model does not get a parameter under this config, in one sentence; `null` if it does. */
export function refusalOf(name: ParamName, config: ModelConfig, model: Takes): string | null {
  if (name === 'extra') return null;
  const spec = model.params.find((param) => param.name === name);
  if (!spec)
    return (
      model.refused?.find((refused) => refused.name === name)?.reason ??
      'This model is not known to take it.'
    );
  return spec.onlyAtEffort && !spec.onlyAtEffort.includes(effortOf(config, model))
    ? `Taken only while the reasoning effort is ${spec.onlyAtEffort.join(' or ')}.`
    : null;
}

/** The effort in force: what is set, else what the model does by itself. */
function effortOf(config: ModelConfig, model: Takes): string {
  const usual = model.params.find(({ name }) => name === 'reasoningEffort')?.default;
  return config.reasoningEffort ?? (typeof usual === 'string' ? usual : '');
}

/** Keeps what the model accepts and drops the rest: a rejected parameter is never sent. */
export function acceptedConfig(config: ModelConfig, model: Takes): ModelConfig {
  return Object.fromEntries(
    Object.entries(config).filter(
      ([name]) => name === 'model' || refusalOf(name as ParamName, config, model) === null
    )
  ) as ModelConfig;
}

/** Parameters a config sets that the model would refuse: they are kept, and not sent. */
export function rejectedParams(config: ModelConfig, model: Takes): ParamName[] {
  return Object.entries(config)
    .filter(([name, value]) => name !== 'model' && value !== undefined && value !== null)
    .map(([name]) => name as ParamName)
    .filter((name) => refusalOf(name, config, model) !== null);
}
