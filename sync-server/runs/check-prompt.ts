import type { PromptContent } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { fillPrompt, missingValues } from '#shared/fill-prompt';
import type { ModelInfo } from '#shared/models';
import { estimateTokens, promptLength } from '#shared/run-usage';
import { checkParts } from './check-parts.ts';

/** Our estimate is rough, so only a prompt that is surely too long is refused before it is sent. */
const surely = 1.5;

/**
 * What the model is to be sent: the content with its variables filled. What cannot be run is refused,
 * before anything is written or sent.
 * @throws AppError EMPTY_PROMPT, INVALID_REQUEST, MISSING_VARIABLES or CONTEXT_LENGTH_EXCEEDED
 */
export function checkPrompt(
  content: PromptContent,
  values: Record<string, unknown>,
  model: Pick<ModelInfo, 'contextTokens'> & { input?: readonly string[] | null }
): PromptContent {
  checkParts(content, model.input ?? null);

  const missing = missingValues(content, values);
  if (missing.length > 0)
    throw new AppError('MISSING_VARIABLES', { detail: `No value for ${missing.join(', ')}.` });

  const filled = fillPrompt(content, values);
  if (isEmpty(filled)) throw new AppError('EMPTY_PROMPT');
  const tokens = estimateTokens(promptLength(filled));
  const limit = model.contextTokens;
  if (limit !== null && tokens > limit * surely)
    throw new AppError('CONTEXT_LENGTH_EXCEEDED', {
      detail: `It exceeds the limit by about ${(tokens - limit).toLocaleString('en')} tokens.`
    });
  return filled;
}

function isEmpty({ text, systemPrompt, messages = [] }: PromptContent): boolean {
  return (
    `${text}${systemPrompt}`.trim() === '' && messages.every(({ content }) => content.length === 0)
  );
}
