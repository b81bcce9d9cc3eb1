import type { ParamName } from '#shared/model-config';
import type { Price } from '#shared/model-price';
import type { Modality, ModelInfo, ParamSpec } from '#shared/models';

/**
 * What one source says of a model: our table, or the server that lists it. A member that is missing
 * or `null` was not said; nothing is ever guessed in its place.
 */
export interface ModelFacts {
  label?: string | null;
  contextTokens?: number | null;
  maxOutputTokens?: number | null;
  input?: Modality[] | null;
  output?: Modality[] | null;
  tools?: boolean | null;
  structuredOutput?: boolean | null;
  reasoning?: boolean | null;
  price?: Price | null;
  shutdownDate?: string | null;
  successor?: string | null;
  known?: ModelInfo['known'];
  /** It is served by somebody else, also where the server that lists it is on this machine. */
  remote?: boolean | null;
  /** It continues plain texts and knows no messages. */
  completionsOnly?: boolean | null;
  /** All it takes, as specs. */
  params?: ParamSpec[] | null;
  refused?: ModelInfo['refused'] | null;
  oneOf?: ParamName[][] | null;
  /** The only parameters it takes, where a server lists them. */
  takesOnly?: ParamName[] | null;
  /** The efforts it knows; none at all if it does not think. */
  efforts?: string[] | null;
  /** What it does by itself, where a server says so. */
  defaults?: Partial<Record<ParamName, number | string>> | null;
}

/** Puts sources together: a later one wins for what it says, and takes nothing away by silence. */
export function mergeFacts(...sources: ModelFacts[]): ModelFacts {
  const merged: Record<string, unknown> = {};
  for (const source of sources)
    for (const [name, value] of Object.entries(source))
      if (value !== undefined && value !== null) merged[name] = value;
  return merged as ModelFacts;
}
