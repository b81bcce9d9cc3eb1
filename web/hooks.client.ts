import type { HandleClientError } from '@sveltejs/kit';
import { AppError, sentenceOf } from '#shared/errors';

/** Failures of navigation and rendering: the console has the cause, the error page a sentence. */
export const handleError: HandleClientError = ({ error, status }) => {
  if (status !== 404) console.error(error);
  return error instanceof AppError
    ? { message: sentenceOf(error.code), code: error.code }
    : { message: 'This page could not be opened.' };
};
