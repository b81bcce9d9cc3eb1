import { isErrorCode, isRetryable } from '#shared/errors';
import type { ErrorCode } from '#shared/errors';

/** What one can do about a failed run, as a button: where to go, or what to change before the next one. */
export type NextStep = 'run' | 'model' | 'connections' | 'usage' | 'prompt' | 'reload' | 'storage';

/** Codes whose next step is not simply another run, or another prompt. */
const steps: Partial<Record<ErrorCode, NextStep>> = {
  INVALID_API_KEY: 'connections',
  CONNECTION_KEY_UNREADABLE: 'connections',
  EGRESS_BLOCKED: 'connections',
  UPSTREAM_PROTOCOL: 'connections',
  MODEL_NOT_FOUND: 'model',
  MODEL_UNAVAILABLE: 'model',
  PROVIDER_PAUSED: 'model',
  PERMISSION_DENIED: 'model',
  QUOTA_EXCEEDED: 'model',
  CONTEXT_LENGTH_EXCEEDED: 'model',
  CONNECTION_NOT_FOUND: 'model',
  BUDGET_EXCEEDED: 'usage',
  UNAUTHENTICATED: 'reload',
  CLIENT_TOO_OLD: 'reload',
  DEVICE_FULL: 'storage',
  // The model had its say, or a person stopped it: there is nothing to put right.
  OUTPUT_LIMIT: 'run',
  CANCELLED: 'run',
  MEMBER_LEFT: 'run',
  IDEMPOTENCY_MISMATCH: 'run',
  SERVER_TOO_OLD: 'run'
};

export function nextStepOf(code: string): NextStep {
  if (!isErrorCode(code)) return 'run';
  return steps[code] ?? (isRetryable(code) ? 'run' : 'prompt');
}

/** Where the steps lead that are places. */
export const stepLinks: Partial<Record<NextStep, { href: string; label: string }>> = {
  connections: { href: '/settings/connections', label: 'Open connections' },
  usage: { href: '/usage', label: 'Open usage' },
  storage: { href: '/settings/storage', label: 'Open storage' }
};
