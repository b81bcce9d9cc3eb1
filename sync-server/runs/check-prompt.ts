import type { PromptContent } from '#shared/collections';
import { AppError } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import { estimateTokens, promptLength } from '#shared/run-usage';
import { checkParts } from './check-parts.ts';

/** Our estimate is rough, so only a prompt that is surely too long is refused before it is sent. */
const surely = 1.5;

/**
 * Refuses what cannot be run, before anything is written or sent.
 * @throws AppError EMPTY_PROMPT, INVALID_REQUEST, MISSING_VARIABLES or CONTEXT_LENGTH_EXCEEDED
 */
export function checkPrompt(
  content: PromptContent,
  values: Record<string, unknown>,
  model: Pick<ModelInfo, 'contextTokens'> & { input?: readonly string[] | null }
): void {
  if (isEmpty(content)) throw new AppError('EMPTY_PROMPT');
  checkParts(content, model.input ?? null);

  const missing = content.variables
    .filter((one) => one.required && isUnfilled(values[one.name]) && isUnfilled(one.default))
    .map((one) => one.name);
  if (missing.length > 0)
    throw new AppError('MISSING_VARIABLES', { detail: `No value for ${missing.join(', ')}.` });

  const tokens = estimateTokens(promptLength(content));
  const limit = model.contextTokens;
  if (limit !== null && tokens > limit * surely)
    throw new AppError('CONTEXT_LENGTH_EXCEEDED', {
      detail: `It exceeds the limit by about ${(tokens - limit).toLocaleString('en')} tokens.`
    });
}

function isEmpty({ text, systemPrompt, messages = [] }: PromptContent): boolean {
  return (
    `${text}${systemPrompt}`.trim() === '' && messages.every(({ content }) => content.length === 0)
  );
}

function isUnfilled(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
