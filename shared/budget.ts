import type { PromptContent } from '#shared/prompt-fields';
import type { MediaPart, MessagePart } from '#shared/message-parts';
import type { ModelInfo } from '#shared/models';
import { costOf, unknownUsage } from '#shared/run-usage';

/** What one run may need at most, known before it begins. */
export interface Need {
  inputTokens: number;
  outputTokens: number;
  /** Integer nano-dollars; `null` where the price is unknown. */
  nanoUsd: number | null;
}

/** Where neither the prompt nor the model says how long an answer may become. */
const assumedOutputTokens = 4096;

/**
 * Tokens a text may have at most, near enough: plain text has about four characters to a token, code and
 * figures three, and other scripts one.
 */
export function mostTokens(text: string): number {
  let plain = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 128) plain += 1;
  return Math.ceil(plain / 3) + (text.length - plain);
}

/** A picture at its highest resolution, and a file of which nothing but its address is known. */
const imageTokens = 3_000;
const remoteFileTokens = 30_000;
/** Characters of base64 to a token of a document, at its densest. */
const fileCharacters = 16;

function mostTokensOf(content: PromptContent): number {
  const { text, systemPrompt, messages = [], tools, outputSchema } = content;
  const said = messages.flatMap((message) =>
    typeof message.content === 'string'
      ? [mostTokens(message.content)]
      : message.content.map(mostTokensOfPart)
  );
  const asked = tools.length > 0 ? mostTokens(JSON.stringify(tools)) : 0;
  const shape = outputSchema ? mostTokens(JSON.stringify(outputSchema)) : 0;
  return (
    said.reduce((sum, one) => sum + one, mostTokens(text) + mostTokens(systemPrompt)) +
    asked +
    shape
  );
}

function mostTokensOfPart(part: MessagePart): number {
  switch (part.type) {
    case 'text':
    case 'toolResult':
      return mostTokens(part.text);
    case 'toolCall':
      return mostTokens(part.arguments);
    case 'image':
      return imageTokens;
    case 'file':
      return mostTokensOfFile(part.source);
  }
}

function mostTokensOfFile(source: MediaPart['source']): number {
  if ('url' in source) return remoteFileTokens;
  const characters = 'data' in source ? source.data.length : ((source.size ?? 0) * 4) / 3;
  return Math.max(imageTokens, Math.ceil(characters / fileCharacters));
}

/** What has to be reserved for a run of this content. */
export function needOf(content: PromptContent, model: ModelInfo): Need {
  const { maxTokens, n } = content.modelConfig;
  const answers = Math.max(1, n ?? 1);
  const told = model.params.find(({ name }) => name === 'maxTokens')?.default;
  const most = maxTokens ?? (typeof told === 'number' ? told : model.maxOutputTokens);
  const inputTokens = mostTokensOf(content);
  const outputTokens = Math.max(0, most ?? assumedOutputTokens) * answers;
  const usage = { ...unknownUsage, inputTokens, outputTokens };
  return { inputTokens, outputTokens, nanoUsd: costOf(usage, model.price) };
}

/** One budget as it stands; `budget` `null` is no limit. All in integer nano-dollars. */
export interface Purse {
  budget: number | null;
  spent: number;
  /** Reserved for runs that are live. */
  held: number;
}

/**
 * Whether a run that may cost `need` may begin. `wait`: it fits once live runs have turned out cheaper
 * than what is reserved for them; `over`: it does not fit whatever they cost. What is free always fits.
 */
export function mayBegin(purses: readonly Purse[], need: number): 'go' | 'wait' | 'over' {
  if (need === 0) return 'go';
  const limited = purses.filter(
    (purse): purse is Purse & { budget: number } => purse.budget !== null
  );
  if (limited.some(({ budget, spent }) => spent + need > budget)) return 'over';
  return limited.some(({ budget, spent, held }) => spent + held + need > budget) ? 'wait' : 'go';
}
