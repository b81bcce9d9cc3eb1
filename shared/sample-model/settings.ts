import type { ModelConfig } from '#shared/model-config';

/** What the sample model does when nothing is set. A top-k, top-p or min-p at its default is off. */
export const sampleDefaults = {
  temperature: 0.8,
  maxTokens: 200,
  topP: 1,
  topK: 0,
  minP: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repeatPenalty: 1
} as const;

export interface SampleSettings {
  temperature: number;
  maxTokens: number;
  topP: number;
  topK: number;
  minP: number;
  frequencyPenalty: number;
  presencePenalty: number;
  repeatPenalty: number;
  stopSequences: string[];
  seed: number | null;
  /** Alternatives told per token. */
  alternatives: number;
}

/** Absent and `null` both mean the default; values out of range are brought into it. */
export function readSettings(config: ModelConfig): SampleSettings {
  const within = (name: keyof typeof sampleDefaults, least: number, most: number) =>
    Math.min(Math.max(config[name] ?? sampleDefaults[name], least), most);
  return {
    temperature: within('temperature', 0, 2),
    maxTokens: within('maxTokens', 1, Number.MAX_SAFE_INTEGER),
    topP: within('topP', 0, 1),
    topK: within('topK', 0, Number.MAX_SAFE_INTEGER),
    minP: within('minP', 0, 1),
    frequencyPenalty: within('frequencyPenalty', -2, 2),
    presencePenalty: within('presencePenalty', -2, 2),
    repeatPenalty: within('repeatPenalty', 0.1, 2),
    stopSequences: (config.stopSequences ?? []).filter((stop) => stop !== ''),
    seed: config.seed ?? null,
    alternatives: Math.min(Math.max(config.logprobs ?? 0, 0), 20)
  };
}
