import { AppError } from '#shared/errors';

/** What the network said, in our codes. `sent`: the request may have reached the model. */
export function connectionError(error: Error, sent: boolean, answered: boolean): AppError {
  const known = appErrorIn(error);
  if (known) return known;
  if (answered) return new AppError('STREAM_TRUNCATED', { cause: error });
  if (sent && isReset(error)) return new AppError('UPSTREAM_AMBIGUOUS', { cause: error });
  if (codeOf(error).startsWith('HPE_')) return new AppError('UPSTREAM_PROTOCOL', { cause: error });
  if (codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT' || codeOf(error) === 'ETIMEDOUT')
    return new AppError('TIMEOUT_CONNECT', { cause: error });
  if (sent) return new AppError('UPSTREAM_AMBIGUOUS', { cause: error });
  return new AppError('MODEL_UNAVAILABLE', {
    detail: plainReason(error),
    facts: isLasting(error) ? { lasting: true } : {},
    cause: error
  });
}

/** A guard in the connector speaks through the error that the connector passes on. */
function appErrorIn(error: Error): AppError | null {
  if (error instanceof AppError) return error;
  return error.cause instanceof AppError ? error.cause : null;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isReset(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error));
}

/** A name that does not exist and a certificate that is not trusted are the same a second later. */
function isLasting(error: Error): boolean {
  const code = innerCode(error);
  return code === 'ENOTFOUND' || isDistrust(code);
}

function isDistrust(code: string): boolean {
  return /^(CERT|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_VERIFY)/.test(code);
}

function innerCode(error: Error): string {
  const inner =
    error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return codeOf(error) || (inner ? codeOf(inner) : '');
}

function plainReason(error: Error): string | undefined {
  const sentences: Record<string, string> = {
    ECONNREFUSED: 'Nothing listens at that address.',
    ENOTFOUND: 'The name of the server could not be found.',
    EAI_AGAIN: 'The name of the server could not be looked up right now.',
    EHOSTUNREACH: 'There is no way to that address.',
    ENETUNREACH: 'There is no network.'
  };
  const code = innerCode(error);
  return isDistrust(code) ? 'The server’s certificate could not be trusted.' : sentences[code];
}
