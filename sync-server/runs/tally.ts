import type { AppError, ErrorCode } from '#shared/errors';
import type { ModelInfo } from '#shared/models';
import type { Usage } from '#shared/run-events';
import { costOf, settleUsage, unknownUsage } from '#shared/run-usage';
import type { Delta } from '../providers/adapter.ts';

/** What one call of a model told besides its text. */
export interface Tally {
  reported: Partial<Usage>;
  finish: Extract<Delta, { type: 'finish' }> | null;
  modelAnswered: string | null;
  /** The provider's own bill in nano-dollars, which knows more than our price list. */
  costTold: number | null;
  /** UTF-16 units of all channels, also of what nobody was shown. */
  characters: number;
  /** The request may have reached the model. */
  reached: boolean;
}

export function freshTally(): Tally {
  return {
    reported: {},
    finish: null,
    modelAnswered: null,
    costTold: null,
    characters: 0,
    reached: false
  };
}

/** What the provider has counted so far; `null` when it has not. */
export function reportedUsage({ reported }: Tally): Usage | null {
  return Object.keys(reported).length > 0
    ? { ...unknownUsage, ...reported, usageSource: 'provider' }
    : null;
}

/** What a call used and cost, however it ended. Cost in integer nano-dollars; `null` is unknown. */
export function settleTally(
  tally: Tally,
  facts: {
    error: AppError | null;
    promptCharacters: number;
    price: ModelInfo['price'];
  }
): { usage: Usage; cost: number | null } {
  const { error, promptCharacters } = facts;
  const outputCharacters = tally.characters;
  const usage = settleUsage({
    reported: tally.reported,
    complete: error === null,
    promptCharacters,
    outputCharacters,
    // A refusal (wrong key, rate limit …) was answered without the model having read anything.
    reached: tally.reached && (outputCharacters > 0 || !error || !isRefusal(error))
  });
  return { usage, cost: tally.costTold ?? costOf(usage, facts.price) };
}

/** The answer was no: the model itself was never asked. */
function isRefusal(error: AppError): boolean {
  return !(error.code.startsWith('TIMEOUT_') || mayHaveRun.has(error.code));
}

const mayHaveRun = new Set<ErrorCode>([
  'CANCELLED',
  'SERVER_SHUTDOWN',
  'INTERRUPTED',
  'MEMBER_LEFT',
  'OUTPUT_LIMIT',
  'INTERNAL',
  'STREAM_TRUNCATED',
  'UPSTREAM_AMBIGUOUS',
  'UPSTREAM_PROTOCOL',
  'CONTENT_FILTERED'
]);

/** One call of a model, for the ledger: a run has a line for each of its attempts. */
export interface AttemptLine {
  /** From 1. */
  attempt: number;
  usage: Usage;
  /** Integer nano-dollars; `null` is unknown. */
  cost: number | null;
  /** Milliseconds since the epoch. */
  endedAt: number;
}
