import type { Run } from '#shared/collections';
import type { PromptContent } from '#shared/prompt-fields';
import { placeText } from '#shared/place-text';
import { estimateTokens, promptLength } from '#shared/run-usage';

/** What the record of a run in line says: nothing was asked, so nothing was used. */
export const fieldsInLine: Partial<Run> = {
  status: 'queued',
  inputTokens: null,
  usageSource: 'none'
};

/** Estimates, in case the server dies before anyone counts. */
export function fieldsAtTurn(content: PromptContent) {
  return {
    status: 'streaming' as const,
    inputTokens: estimateTokens(promptLength(content)),
    usageSource: 'estimated' as const
  };
}

/** `0` is its turn; else the place in line, 1 being next. */
export function inLine(place: number): { message: string; place: number } {
  if (place === 0) return { message: 'It is this run’s turn.', place };
  return { message: `${placeText(place)}.`, place };
}
