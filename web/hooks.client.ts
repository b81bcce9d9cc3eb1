import type { ClientInit, HandleClientError } from '@sveltejs/kit';
import { AppError, sentenceOf } from '#shared/errors';
import { nextTask } from '$lib/ui/next-task';

/** Reading the code was one long task; what follows is the next, so that first keys and taps get in between. */
export const init: ClientInit = nextTask;

/** Failures of navigation and rendering: the console has the cause, the error page a sentence. */
export const handleError: HandleClientError = ({ error, status }) => {
  if (status !== 404) console.error(error);
  return error instanceof AppError
    ? { message: sentenceOf(error.code), code: error.code }
    : { message: 'This page could not be opened.' };
};
