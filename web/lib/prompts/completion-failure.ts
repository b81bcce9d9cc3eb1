import type { AppError } from '#shared/errors';
import type { RunState } from '#shared/run-events';

/** What went wrong, as it is told: what kept a run from starting, else what ended it. */
export function failureOf(problem: AppError | null, ended: RunState | null) {
  if (problem) {
    const { code, message, detail = null, facts } = problem;
    const requestId = typeof facts.requestId === 'string' ? facts.requestId : null;
    return { code, message, detail, requestId };
  }
  return ended?.error ? { ...ended.error, requestId: null } : null;
}
