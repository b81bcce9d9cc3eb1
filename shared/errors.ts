/**
 * The only way things fail. One table: code → HTTP status, whether trying again may help, and one
 * sentence a person understands, with the next step. An unknown code does not compile.
 */
const table = {
  // Requests
  INVALID_REQUEST: [
    400,
    false,
    'The request is not in the expected form. Check the details and try again.'
  ],
  UNAUTHENTICATED: [401, false, 'You are signed out. Sign in again; nothing is lost.'],
  REAUTH_REQUIRED: [
    401,
    false,
    'This is dangerous, so show once more that it is you. Then it is done.'
  ],
  FORBIDDEN: [403, false, 'Your role here does not allow that. Ask an admin of the organization.'],
  WRONG_CREDENTIALS: [
    401,
    false,
    'That does not match an account here. Check it and try again, or use a recovery code.'
  ],
  REGISTRATION_CLOSED: [
    403,
    false,
    'New accounts need an invitation here. Ask an admin of the organization for a link.'
  ],
  EMAIL_TAKEN: [409, false, 'There is an account with this e-mail address. Sign in with it.'],
  EMAIL_UNVERIFIED: [
    403,
    false,
    'Your e-mail address is not verified there, so no account can be made of it. Verify it and sign in again.'
  ],
  IDENTITY_TAKEN: [
    409,
    false,
    'That identity belongs to another account here. Sign in with it, or choose another one.'
  ],
  SIGN_IN_STALE: [
    400,
    false,
    'This sign-in began too long ago or in another browser. Begin again.'
  ],
  SIGN_IN_DENIED: [
    403,
    false,
    'You were not signed in there, so nothing was done here. Begin again, or sign in another way.'
  ],
  PROVIDER_AWAY: [
    502,
    true,
    'The sign-in service does not answer as it should. Try again in a moment, or sign in another way.'
  ],
  PASSKEY_EXISTS: [
    409,
    false,
    'This device has a passkey for your account already. Use that one, or delete it first.'
  ],
  PASSKEY_ELSEWHERE: [
    400,
    false,
    'Passkeys work at this server’s own address alone. Open it there.'
  ],
  LAST_WAY_IN: [
    409,
    false,
    'This is the only way into your account. Add another one first, such as a password or a passkey.'
  ],
  LAST_OWNER: [409, false, 'An organization needs an owner. Make somebody else one first.'],
  FORBIDDEN_ORIGIN: [
    403,
    false,
    'This request came from another website, so it was refused. Open the app at its own address.'
  ],
  MISDIRECTED: [
    421,
    false,
    'This server does not answer to that host name. Open it at the address it printed when it started.'
  ],
  NOT_FOUND: [404, false, 'There is nothing here. It may have been deleted or moved.'],
  METHOD_NOT_ALLOWED: [405, false, 'This address does not support that action.'],
  CONFLICT: [409, false, 'This was changed in the meantime. Reload it and try again.'],
  PAYLOAD_TOO_LARGE: [
    413,
    false,
    'This is larger than the server accepts. Shorten it and try again.'
  ],
  IDEMPOTENCY_MISMATCH: [
    422,
    false,
    'This request was already sent with other content. Start it again as a new one.'
  ],
  CLIENT_TOO_OLD: [
    426,
    false,
    'This page is older than the server. Reload it to update; your changes are kept.'
  ],
  SERVER_TOO_OLD: [
    426,
    false,
    'The server is older than this page. Update the server; your changes are kept on this device.'
  ],
  STORAGE_FULL: [
    507,
    true,
    'The server’s disk is full. Free some space there; your changes are kept on this device and will be sent again.'
  ],
  DEVICE_FULL: [
    507,
    true,
    'This browser’s storage is full. Free some space on this device or export and delete old runs; what you typed is still on screen.'
  ],
  OUTCOME_UNKNOWN: [
    503,
    true,
    'The server could not confirm the change. It will be sent again; nothing is doubled.'
  ],
  SERVER_BUSY: [503, true, 'The server is busy. Try again in a moment.'],
  SERVER_SHUTDOWN: [
    503,
    true,
    'The server is restarting. What was there is kept; try again in a moment.'
  ],
  OFFLINE: [
    0,
    true,
    'The server cannot be reached. Check the connection; everything you do is kept on this device.'
  ],
  INTERNAL: [
    500,
    true,
    'Something went wrong on the server. Try again; if it stays, copy the request id from the details.'
  ],

  // Runs: ours
  EMPTY_PROMPT: [422, false, 'There is nothing to run yet. Write something first.'],
  SECRET_FOUND: [
    422,
    false,
    'This seems to hold a secret. Take it out, or say that it may be seen.'
  ],
  MISSING_VARIABLES: [422, false, 'Some variables have no value. Fill them in and run again.'],
  BLOB_MISSING: [
    409,
    true,
    'A file of this prompt has not reached the server yet. Open the prompt on the device where it was added, then run again.'
  ],
  CONCURRENCY_LIMIT: [
    429,
    true,
    'Too many runs are live at once. Wait for one to end or stop one.'
  ],
  BUDGET_EXCEEDED: [
    402,
    false,
    'This run could go beyond what is allowed, so it was not begun. Shorten the answer, choose a cheaper model or raise the limit in Usage.'
  ],
  TIMEOUT_CONNECT: [
    504,
    true,
    'The model’s server did not answer in time. Check that it is running, then run again.'
  ],
  TIMEOUT_FIRST_TOKEN: [
    504,
    true,
    'The model did not begin to answer in time. Run again or choose another model.'
  ],
  TIMEOUT_IDLE: [
    504,
    true,
    'The model stopped sending in the middle. What came is kept; continue from it or run again.'
  ],
  TIMEOUT_TOTAL: [
    504,
    true,
    'The run reached its time limit. What came is kept; continue from it or run again.'
  ],
  STREAM_TRUNCATED: [
    502,
    true,
    'The answer broke off before its end. What came is kept; continue from it or run again.'
  ],
  UPSTREAM_PROTOCOL: [
    502,
    false,
    'The model’s server sent something that could not be read. Check that its address is a model API.'
  ],
  UPSTREAM_AMBIGUOUS: [
    502,
    true,
    'The connection broke after the request was sent, so it was not repeated: it may have been billed. Run again if you wish.'
  ],
  OUTPUT_LIMIT: [
    502,
    false,
    'The answer grew larger than can be kept, so it was stopped. What came is kept.'
  ],
  INTERRUPTED: [
    500,
    true,
    'The server stopped during this run. What came until then is kept; continue from it or run again.'
  ],
  MEMBER_LEFT: [403, false, 'Whoever began this run left the organization. What came is kept.'],
  CANCELLED: [499, false, 'The run was stopped. What was on screen is kept.'],

  // Runs: the provider's
  RATE_LIMITED: [429, true, 'This goes faster than is allowed. Wait, then try again.'],
  QUOTA_EXCEEDED: [
    402,
    false,
    'The provider account has no credit or quota left. Add credit there or choose another model.'
  ],
  INVALID_API_KEY: [
    401,
    false,
    'The provider refused the API key. Check the key in Settings → Connections.'
  ],
  PERMISSION_DENIED: [
    403,
    false,
    'The provider does not allow this key to use that model. Choose another model or key.'
  ],
  MODEL_NOT_FOUND: [
    404,
    false,
    'The provider does not know this model. Choose another one in the panel.'
  ],
  MODEL_UNAVAILABLE: [
    503,
    true,
    'The model cannot be reached right now. Check that its server is running, or try again in a moment.'
  ],
  PROVIDER_PAUSED: [
    503,
    true,
    'This provider failed several times in a row, so it is left alone for a moment. Run again after that, or choose another model.'
  ],
  CONTEXT_LENGTH_EXCEEDED: [
    400,
    false,
    'The prompt is longer than the model can take. Shorten it or choose a model with a larger context.'
  ],
  PROVIDER_REJECTED: [
    400,
    false,
    'The provider refused the request. See its message in the details, then change the prompt or the parameters.'
  ],
  CONTENT_FILTERED: [
    400,
    false,
    'The provider’s content filter stopped this. Change the prompt and run again.'
  ],

  // Connections and settings
  CONNECTION_NOT_FOUND: [
    404,
    false,
    'This connection does not exist any more. Choose another model.'
  ],
  CONSENT_MISSING: [
    422,
    false,
    'A key of your own is stored only if you agree to that. Tick the sentence beside it and save again.'
  ],
  CONNECTION_KEY_UNREADABLE: [
    409,
    false,
    'The stored key belongs to another address or master key. Enter it again in Settings → Connections.'
  ],
  EGRESS_BLOCKED: [
    403,
    false,
    'This server may not call that address. The operator can allow it with PLAYGROUND_EGRESS_ALLOW.'
  ],

  // Import
  IMPORT_UNKNOWN: [
    400,
    false,
    'No prompt was found in this. It can be a request in JSON, code, curl, promptfoo, dotprompt, Prompty or an export of this app.'
  ],
  IMPORT_BROKEN: [
    400,
    false,
    'This is not whole, so it could not be read. Copy or export it again.'
  ],
  IMPORT_TOO_LARGE: [
    413,
    false,
    'This is larger than can be imported at once. Import it in parts.'
  ],

  // Sync, per mutation
  IMMUTABLE: [
    409,
    false,
    'This is a frozen record and cannot be changed. Your edit is kept aside; save it as a copy.'
  ],
  SERVER_ONLY: [403, false, 'Only the server writes this. Your edit is kept aside.'],
  UNKNOWN_COLLECTION: [
    400,
    false,
    'The server does not know this kind of record yet. Update the server; your change is kept on this device.'
  ]
} as const satisfies Record<
  string,
  readonly [status: number, retryable: boolean, sentence: string]
>;

export type ErrorCode = keyof typeof table;

export const errorCodes = Object.keys(table) as ErrorCode[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(table, value);
}

/** HTTP status of a code; 0 for what never reaches a wire. */
export function statusOf(code: ErrorCode): number {
  return table[code][0];
}

export function isRetryable(code: ErrorCode): boolean {
  return table[code][1];
}

/** What a person reads: what happened and what to do next. */
export function sentenceOf(code: ErrorCode): string {
  return table[code][2];
}

/** What a caller cannot continue from. Ordinary outcomes are values instead. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** A second sentence for this one case ("exceeds the limit by 120 tokens"); never a secret. */
  readonly detail: string | undefined;
  /** Milliseconds to wait before trying again, where the other side said so. */
  readonly retryAfterMs: number | undefined;
  /** Extra members for a problem document, such as `providerStatus`. */
  readonly facts: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    options: {
      detail?: string | undefined;
      retryAfterMs?: number | undefined;
      facts?: Record<string, unknown>;
      cause?: unknown;
    } = {}
  ) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
    this.facts = options.facts ?? {};
  }
}

/** Whatever was thrown, as what is shown or answered: what has no code of its own is `INTERNAL`. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('INTERNAL', { cause: thrown });
}
