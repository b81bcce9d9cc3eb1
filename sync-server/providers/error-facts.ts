import * as z from 'zod/mini';
import { errorCodes, sentenceOf } from '#shared/errors';
import type { AppError } from '#shared/errors';

/** A failure as part of an answer that is not one itself. */
export const errorShape = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  detail: z.nullable(z.string())
});
export type ErrorFacts = z.infer<typeof errorShape>;

export function errorFacts(error: AppError): ErrorFacts {
  return { code: error.code, message: sentenceOf(error.code), detail: error.detail ?? null };
}
