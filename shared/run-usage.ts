import { lengthOfMessage } from '#shared/message-parts';
import type { PromptContent } from '#shared/prompt-fields';
import { costOfTokens } from '#shared/model-price';
import type { Price } from '#shared/model-price';
import type { Usage } from '#shared/run-events';

export const unknownUsage: Usage = {
  inputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  cachedTokens: null,
  usageSource: 'none'
};

/** About four characters a token: good enough to warn and to bill by when nobody counted. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** Characters a model reads for this content. */
export function promptLength(content: PromptContent): number {
  const { text, systemPrompt, messages = [] } = content;
  const said = messages.reduce((sum, message) => sum + lengthOfMessage(message), 0);
  return text.length + systemPrompt.length + said;
}

/**
 * What a run used. A provider's count stands when the answer ended properly; one cut short is counted
 * by its length where that says more, because providers report the output only at the end.
 */
export function settleUsage(facts: {
  reported: Partial<Usage>;
  /** The model's terminal sign was seen. */
  complete: boolean;
  /** The model may have read the prompt. */
  reached: boolean;
  promptCharacters: number;
  outputCharacters: number;
}): Usage {
  const { reported, complete, reached } = facts;
  const usage = {
    inputTokens: reported.inputTokens ?? null,
    outputTokens: reported.outputTokens ?? null,
    reasoningTokens: reported.reasoningTokens ?? null,
    cachedTokens: reported.cachedTokens ?? null
  };
  const counted = usage.inputTokens !== null && usage.outputTokens !== null;
  if (complete && counted) return { ...usage, usageSource: 'provider' };
  if (!reached) return unknownUsage;
  const output = estimateTokens(facts.outputCharacters);
  return {
    ...usage,
    inputTokens: usage.inputTokens ?? estimateTokens(facts.promptCharacters),
    outputTokens: complete
      ? (usage.outputTokens ?? output)
      : Math.max(usage.outputTokens ?? 0, output),
    usageSource: 'estimated'
  };
}

/** Integer nano-dollars; `null` when the price or the count is unknown, never a guessed 0. */
export function costOf(usage: Usage, price: Price | null): number | null {
  const { inputTokens: input, outputTokens: output } = usage;
  if (!price || input === null || output === null) return null;
  const { cachedTokens: cached, reasoningTokens: reasoning } = usage;
  return costOfTokens({ input, output, cached, reasoning }, price);
}
