import type { ModelInfo } from '#shared/models';

/**
 * How long a short answer may become, in tokens; `null` leaves it to the model: what a thinking one thinks
 * counts as written, and a bound might leave it nothing to say.
 */
export function answerBound(model: ModelInfo | null, longest: number): number | null {
  const thinks = model?.params.some(({ name }) => name === 'reasoningEffort') ?? true;
  return thinks ? null : Math.min(longest, model?.maxOutputTokens ?? longest);
}
