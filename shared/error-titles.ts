import { isErrorCode } from '#shared/errors';
import type { ErrorCode } from '#shared/errors';

/** What happened, in a few words: the heading over an error's sentence. */
const titles: Record<ErrorCode, string> = {
  INVALID_REQUEST: 'Not understood',
  UNAUTHENTICATED: 'Signed out',
  FORBIDDEN_ORIGIN: 'Another website asked',
  MISDIRECTED: 'Wrong address',
  NOT_FOUND: 'Not found',
  METHOD_NOT_ALLOWED: 'Not possible here',
  CONFLICT: 'Changed in the meantime',
  PAYLOAD_TOO_LARGE: 'Too large',
  IDEMPOTENCY_MISMATCH: 'Already sent with other content',
  CLIENT_TOO_OLD: 'This page is out of date',
  SERVER_TOO_OLD: 'The server is out of date',
  STORAGE_FULL: 'Disk full',
  DEVICE_FULL: 'No space in this browser',
  OUTCOME_UNKNOWN: 'Not confirmed yet',
  SERVER_BUSY: 'Busy',
  SERVER_SHUTDOWN: 'Restarting',
  OFFLINE: 'Offline',
  INTERNAL: 'Something went wrong',
  EMPTY_PROMPT: 'Nothing to run',
  MISSING_VARIABLES: 'Variables without a value',
  BLOB_MISSING: 'A file is missing',
  CONCURRENCY_LIMIT: 'Too many runs at once',
  BUDGET_EXCEEDED: 'Over the limit',
  TIMEOUT_CONNECT: 'No connection',
  TIMEOUT_FIRST_TOKEN: 'No answer in time',
  TIMEOUT_IDLE: 'The answer stopped coming',
  TIMEOUT_TOTAL: 'Time limit reached',
  STREAM_TRUNCATED: 'The answer broke off',
  UPSTREAM_PROTOCOL: 'Not a model’s answer',
  UPSTREAM_AMBIGUOUS: 'Connection lost',
  OUTPUT_LIMIT: 'The answer grew too large',
  INTERRUPTED: 'Interrupted',
  CANCELLED: 'Stopped',
  RATE_LIMITED: 'Too fast',
  QUOTA_EXCEEDED: 'No credit left',
  INVALID_API_KEY: 'Wrong API key',
  PERMISSION_DENIED: 'Not allowed',
  MODEL_NOT_FOUND: 'Unknown model',
  MODEL_UNAVAILABLE: 'The model is unavailable',
  PROVIDER_PAUSED: 'The provider keeps failing',
  CONTEXT_LENGTH_EXCEEDED: 'Too long for the model',
  PROVIDER_REJECTED: 'Refused by the provider',
  CONTENT_FILTERED: 'Stopped by a content filter',
  CONNECTION_NOT_FOUND: 'Unknown connection',
  CONNECTION_KEY_UNREADABLE: 'The key cannot be read',
  EGRESS_BLOCKED: 'Address not allowed',
  IMPORT_UNKNOWN: 'Nothing to import',
  IMPORT_BROKEN: 'Cannot be read',
  IMPORT_TOO_LARGE: 'Too large to import',
  IMMUTABLE: 'Cannot be changed',
  SERVER_ONLY: 'Read-only',
  UNKNOWN_COLLECTION: 'Unknown kind of record'
};

/** `null` for a code this version does not know. */
export function titleOf(code: string | null | undefined): string | null {
  return isErrorCode(code) ? titles[code] : null;
}
