import { closedCircuit, enterCircuit, settleCircuit } from '#shared/circuit';
import type { Circuit, CircuitOutcome } from '#shared/circuit';
import { AppError } from '#shared/errors';
import type { ErrorCode } from '#shared/errors';
import { waitText } from '#shared/wait-text';

/** Tells how a call went; only the first word counts. */
export type Settle = (outcome: CircuitOutcome, reason?: AppError) => void;

/** A circuit breaker for each server and key that are called. */
export interface Circuits {
  /** @throws AppError PROVIDER_PAUSED with the time of the next try. */
  enter(key: string): Settle;
}

export function createCircuits(monotonic: () => number): Circuits {
  /** Only those that have failed lately; all others are closed. */
  const circuits = new Map<string, { circuit: Circuit; reason: AppError | null }>();

  function keep(key: string, circuit: Circuit, reason: AppError | null) {
    if (circuit.state === 'closed' && circuit.failures === 0) circuits.delete(key);
    else circuits.set(key, { circuit, reason });
  }

  return {
    enter(key) {
      const known = circuits.get(key);
      const entered = enterCircuit(known?.circuit ?? closedCircuit, monotonic());
      if ('waitMs' in entered) throw paused(entered.waitMs, known?.reason ?? null);
      if (known) keep(key, entered.circuit, known.reason);
      let told = false;
      return (outcome, reason) => {
        if (told) return;
        told = true;
        const last = circuits.get(key);
        const before = last?.circuit ?? closedCircuit;
        const after = settleCircuit(before, entered.pass, outcome, monotonic());
        keep(key, after, reason ?? last?.reason ?? null);
      };
    }
  };
}

function paused(waitMs: number, reason: AppError | null): AppError {
  const last = reason?.detail === undefined ? '' : ` Its last answer was: ${reason.detail}`;
  return new AppError('PROVIDER_PAUSED', {
    detail: `The next try is possible in ${waitText(waitMs)}.${last}`,
    retryAfterMs: waitMs
  });
}

const failures = new Set<ErrorCode>(['MODEL_UNAVAILABLE', 'TIMEOUT_CONNECT']);
const unproven = new Set<ErrorCode>(['TIMEOUT_FIRST_TOKEN', 'UPSTREAM_AMBIGUOUS']);
const ours = new Set<ErrorCode>([
  'CANCELLED',
  'SERVER_SHUTDOWN',
  'INTERRUPTED',
  'MEMBER_LEFT',
  'TIMEOUT_TOTAL',
  'EGRESS_BLOCKED',
  'INTERNAL'
]);

/** What the end of a call without an answer says of its server. A refusal is an answer. */
export function outcomeOf(error: AppError): CircuitOutcome {
  if (failures.has(error.code)) return 'failed';
  if (unproven.has(error.code)) return 'unproven';
  return ours.has(error.code) ? 'called-off' : 'answered';
}
