import { sentenceOf } from '#shared/errors';
import type { AppError } from '#shared/errors';

/** A failure as part of an answer that is not one itself. */
export interface ErrorFacts {
  code: string;
  message: string;
  detail: string | null;
}

export function errorFacts(error: AppError): ErrorFacts {
  return { code: error.code, message: sentenceOf(error.code), detail: error.detail ?? null };
}
