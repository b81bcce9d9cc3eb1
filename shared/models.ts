import type { ModelConfig, ParamName } from '#shared/model-config';

/** How a parameter is edited and what a model takes for it. */
export interface ParamSpec {
  name: ParamName;
  label: string;
  control: 'slider' | 'integer' | 'strings' | 'toggle' | 'select' | 'json';
  min?: number;
  max?: number;
  step?: number;
  /** What the model does when nothing is sent; `null` if unknown. */
  default: number | string | boolean | null;
  options?: string[];
  /** One sentence for the tooltip. */
  hint: string;
}

export type Dialect =
  | 'sample'
  | 'openai-chat'
  | 'openai-completions'
  | 'openai-responses'
  | 'anthropic'
  | 'gemini'
  | 'ollama';

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
  /** Only what it accepts; the panel shows these and nothing else. */
  params: ParamSpec[];
  /** Nano-dollars per token, as of a date; `null` = unknown, never 0. Local models cost 0. */
  price: { input: number; output: number; asOf: string } | null;
  /** Where it runs, for people: "on this server", "api.openai.com". */
  host: string;
  /** It answers so late that the provider keeps the run by itself, and a cut connection only looks again. */
  background?: boolean;
  sample: boolean;
}

/** Keeps what the model accepts and drops the rest: a rejected parameter is never sent. */
export function acceptedConfig(config: ModelConfig, model: Pick<ModelInfo, 'params'>): ModelConfig {
  const accepted = new Set<string>(['model', 'extra', ...model.params.map((param) => param.name)]);
  return Object.fromEntries(
    Object.entries(config).filter(([name]) => accepted.has(name))
  ) as ModelConfig;
}

/** Parameters a config sets that the model would refuse, for a note beside the panel. */
export function rejectedParams(config: ModelConfig, model: Pick<ModelInfo, 'params'>): ParamName[] {
  const accepted = new Set<string>(['model', 'extra', ...model.params.map((param) => param.name)]);
  return Object.entries(config)
    .filter(([name, value]) => value !== undefined && value !== null && !accepted.has(name))
    .map(([name]) => name as ParamName);
}
