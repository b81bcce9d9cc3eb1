import { AppError } from '#shared/errors';
import type { Provider } from '../providers/adapter.ts';

export interface FailedAttempt {
  /** 0 where the provider refused or was never reached; `null` where it may have read the prompt. */
  nanoUsd: number | null;
  outcome: string;
}

/** Counts the attempts of one run, and how those ended that did not. */
export function meter() {
  const failed: FailedAttempt[] = [];
  let count = 0;
  return {
    /** Those that failed, in their order; the last attempt is among them if it did. */
    failed: failed as readonly FailedAttempt[],
    get count() {
      return count;
    },
    of: (provider: Provider): Provider => ({
      ...provider,
      async run(call, sink, signal) {
        count += 1;
        try {
          await provider.run(call, sink, signal);
        } catch (error) {
          failed.push(failureOf(error));
          throw error;
        }
      }
    })
  };
}

function failureOf(error: unknown): FailedAttempt {
  if (!(error instanceof AppError)) return { nanoUsd: null, outcome: 'INTERNAL' };
  const { code, facts } = error;
  const status = facts['providerStatus'];
  const refused = typeof status === 'number' && status >= 400;
  const unsent = facts['sent'] === false || code === 'TIMEOUT_CONNECT';
  return { nanoUsd: refused || unsent ? 0 : null, outcome: code };
}
