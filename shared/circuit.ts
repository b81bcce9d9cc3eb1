/**
 * A circuit breaker as a pure state machine: a server that failed several times in a row is left alone
 * for a while, then one call finds out whether it is back. Times are milliseconds of any clock that
 * never goes back.
 */

/** So many failures in a row open it, and it stays open so long. */
export const opensAfter = 5;
export const restMs = 10_000;
/** While a probe is out, others are told to ask again after this. */
const probeWaitMs = 1_000;

export type Circuit =
  | { state: 'closed'; failures: number; probes: number }
  | { state: 'open'; until: number; probes: number }
  /** One call, number `probes`, is finding out. */
  | { state: 'probing'; probes: number };

/** A call that may be made: an ordinary one, or the probe of this number. */
export type Pass = { probe: number | null };

/**
 * What a call showed of its server. `answered`: it is there, whatever it said; `failed`: it is not, or
 * is broken; `unproven`: neither can be said, though it had its time; `called-off`: it had not.
 */
export type CircuitOutcome = 'answered' | 'failed' | 'unproven' | 'called-off';

export const closedCircuit: Circuit = { state: 'closed', failures: 0, probes: 0 };

/** Asks for a call: it may be made, or not before `waitMs` have passed. */
export function enterCircuit(
  circuit: Circuit,
  now: number
): { circuit: Circuit; pass: Pass } | { circuit: Circuit; waitMs: number } {
  switch (circuit.state) {
    case 'closed':
      return { circuit, pass: { probe: null } };
    case 'probing':
      return { circuit, waitMs: probeWaitMs };
    case 'open': {
      if (now < circuit.until) return { circuit, waitMs: circuit.until - now };
      const probe = circuit.probes + 1;
      return { circuit: { state: 'probing', probes: probe }, pass: { probe } };
    }
  }
}

/** Takes in how a call went. Calls that were under way when it opened cannot open it again. */
export function settleCircuit(
  circuit: Circuit,
  pass: Pass,
  outcome: CircuitOutcome,
  now: number
): Circuit {
  const { probes } = circuit;
  if (outcome === 'answered') return { state: 'closed', failures: 0, probes };
  if (circuit.state === 'probing' && pass.probe === probes)
    return { state: 'open', until: outcome === 'called-off' ? now : now + restMs, probes };
  if (circuit.state !== 'closed' || outcome !== 'failed') return circuit;
  const failures = circuit.failures + 1;
  return failures < opensAfter
    ? { state: 'closed', failures, probes }
    : { state: 'open', until: now + restMs, probes };
}
