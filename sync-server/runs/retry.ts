import { AppError } from '#shared/errors';
import type { ErrorCode } from '#shared/errors';
import { waitText } from '#shared/wait-text';

const attemptsAtMost = 3;
const baseMs = 500;
const capMs = 8_000;
/** A provider that asks for more patience than this is answered with a failure now. */
const patienceMs = 15_000;

/** What may pass by itself. Money (quota) and what may already be billed never are in here. */
const passing = new Set<ErrorCode>(['RATE_LIMITED', 'MODEL_UNAVAILABLE', 'TIMEOUT_CONNECT']);
/** Statuses of load and of a moment's trouble; what else a server calls its fault will be there again. */
const passingStatus = new Set([408, 425, 429, 500, 502, 503, 504, 529]);

/** What there is to know of a run's failed attempts. None of them has shown anything of an answer. */
export interface Failures {
  /** The last one's error. */
  error: AppError;
  /** Attempts made so far, from 1. */
  attempts: number;
  /** How many of them ended with status 500: a bug over there rather than load. */
  broken: number;
  /** How many of them broke after the request was sent. */
  ambiguous: number;
  /** The provider runs a request once, however often it is sent. */
  idempotent: boolean;
}

/**
 * Milliseconds to wait before the next attempt, or `null` to give up. Full jitter, with the provider's
 * own wish as a minimum.
 */
export function retryWait(failures: Failures, random: () => number): number | null {
  const { error, attempts } = failures;
  if (attempts >= attemptsAtMost || !mayPass(failures)) return null;
  const asked = error.retryAfterMs ?? 0;
  if (asked > patienceMs) return null;
  const jittered = random() * Math.min(capMs, baseMs * 2 ** (attempts - 1));
  return Math.max(asked, Math.round(jittered));
}

function mayPass({ error, broken, ambiguous, idempotent }: Failures): boolean {
  if (error.code === 'UPSTREAM_AMBIGUOUS') return idempotent && ambiguous < 2;
  if (!passing.has(error.code) || error.facts['lasting'] === true) return false;
  const status = error.facts['providerStatus'];
  if (status === 500 && broken > 1) return false;
  return typeof status !== 'number' || error.code === 'RATE_LIMITED' || passingStatus.has(status);
}

export function isBroken(error: AppError): boolean {
  return error.code === 'MODEL_UNAVAILABLE' && error.facts['providerStatus'] === 500;
}

/** The error with the wait its provider asked for said in words, since nobody will wait for it here. */
export function withWait(error: AppError): AppError {
  const { code, retryAfterMs, facts, cause } = error;
  if (retryAfterMs === undefined || retryAfterMs === 0 || code === 'PROVIDER_PAUSED') return error;
  const wait = `The provider asks to wait ${waitText(retryAfterMs)}.`;
  const detail = error.detail === undefined ? wait : `${wait} ${error.detail}`;
  return new AppError(code, { detail, retryAfterMs, facts, cause });
}
