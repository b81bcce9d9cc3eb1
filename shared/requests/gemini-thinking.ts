import type { Loose } from './frames.ts';

/** What the provider's own OpenAI endpoint takes for these words, in tokens. */
const budgets: Record<string, number> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576
};
/** The one 2.5 model that cannot do without thinking refuses less than this. */
const leastOfPro = 128;

/**
 * How long to think, and to show it: 2.5 models take a budget, later ones a level, and both at once are
 * refused. A model that does not think refuses the whole question.
 */
export function geminiThinking(
  model: string,
  effort: string | null,
  thinks: boolean
): Loose | null {
  if (!thinks && effort === null) return null;
  const shown = { includeThoughts: true };
  if (effort === null) return shown;
  if (!/gemini-2\.5/.test(model))
    return effort === 'none' ? null : { ...shown, thinkingLevel: effort.toUpperCase() };
  const budget = Object.hasOwn(budgets, effort) ? budgets[effort] : undefined;
  if (budget === undefined) return shown;
  if (budget > 0) return { ...shown, thinkingBudget: budget };
  return /2\.5-pro/.test(model) ? { ...shown, thinkingBudget: leastOfPro } : { thinkingBudget: 0 };
}
