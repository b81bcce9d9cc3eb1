import { AppError } from '#shared/errors';

/** What the browser's storage says, in our codes. Everything else is passed on as it is. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (nameChain(error).includes('QuotaExceededError'))
    return new AppError('DEVICE_FULL', { cause: error });
  return error;
}

/** Browsers close connections behind a page's back (WebKit in the background); a second try helps. */
export function isConnectionLost(error: unknown): boolean {
  const names = nameChain(error);
  return ['DatabaseClosedError', 'InvalidStateError', 'UnknownError'].some((name) =>
    names.includes(name)
  );
}

/** Dexie wraps what happened in `inner`, sometimes twice. */
function nameChain(error: unknown): string[] {
  const names: string[] = [];
  for (let next = error; next && names.length < 4; next = (next as { inner?: unknown }).inner)
    names.push(String((next as { name?: unknown }).name));
  return names;
}
