import type { Logger } from 'pino';
import type { Run } from '#shared/collections';
import { foldRun, freshRun } from '#shared/fold-run';
import { parseRunEvent } from '#shared/run-events';
import type { RunState, Usage } from '#shared/run-events';
import { costOf, estimateTokens, unknownUsage } from '#shared/run-usage';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';
import { answerChanges } from './conversation-turn.ts';
import { previewLength } from './ending.ts';
import { keysLiveMs } from './idempotency.ts';
import type { RunRow, Rows } from './rows.ts';
import { runChange } from './synced-fields.ts';

/**
 * A reader may have seen entries that the crash took from the disk. The end is numbered beyond all of
 * them, so that every cursor is older than it and every reader comes to the same, kept text.
 */
const beyondWhatWasSeen = 1_000_000;

/** Ends runs whose process cannot: as interrupted, with what of them is on the disk. */
export interface Reaper {
  /** All there are. At boot: the folder is this process's own, so nobody else can still be at one. */
  reapAll(): Promise<void>;
  /** Those of which nothing was heard since then; answers which it ended. */
  reapSilent(since: number): Promise<RunRow[]>;
  /** Forgets keys that stand for nothing any more. */
  forgetKeys(): Promise<void>;
}

export function createReaper(deps: {
  writer: Writer;
  rows: Rows;
  author: Author;
  now: () => number;
  log: Logger;
}): Reaper {
  const { writer, rows, author, now, log } = deps;

  /** What cannot be written now (a full disk) must not keep the server from starting, or from going on. */
  async function attempt<T>(work: () => T, runId: string | null): Promise<T | null> {
    try {
      return await writer.transact(work);
    } catch (error) {
      log.error({ err: error, runId }, 'what a stop or a stuck run left could not be tidied');
      return null;
    }
  }

  /** False where its process has ended it after all. */
  function interrupt(row: RunRow): boolean {
    const { state, lastSeq } = foldSegments(rows, row);
    const record = interrupted(row, state, now());
    const { text, reasoning, toolCalls, logprobs } = state;
    const output = { runId: row.id, text, reasoning, toolCalls, logprobs };
    if (!rows.endRun(row.scope, record, output, lastSeq + beyondWhatWasSeen)) return false;
    const answer = answerChanges(author, row.scope, record, output);
    author.write(row.scope, [runChange(author, row.scope, record), ...answer]);
    return true;
  }

  return {
    async reapAll() {
      const found = rows.unended();
      for (const row of found) await attempt(() => interrupt(row), row.id);
      if (found.length > 0) log.info({ runs: found.length }, 'the last stop had interrupted runs');
      await this.forgetKeys();
    },
    async reapSilent(since) {
      const reaped: RunRow[] = [];
      for (const row of rows.silent(since)) {
        // Asked again in the transaction: its process may have spoken up meanwhile.
        const isSilent = () => rows.silent(since).some(({ id }) => id === row.id);
        if (await attempt(() => isSilent() && interrupt(row), row.id)) reaped.push(row);
      }
      for (const { id } of reaped) log.warn({ runId: id }, 'a run was silent for too long');
      return reaped;
    },
    async forgetKeys() {
      await attempt(() => rows.deleteKeysBefore(now() - keysLiveMs), null);
    }
  };
}

function foldSegments(rows: Rows, row: RunRow): { state: RunState; lastSeq: number } {
  let state = freshRun;
  let lastSeq = row.seq;
  for (const segment of rows.segments(row.id)) {
    lastSeq = Math.max(lastSeq, segment.toSeq);
    for (const line of segment.body.split('\n')) {
      const { type, seq, data } = JSON.parse(line) as { type: string; seq: number; data: unknown };
      const event = parseRunEvent(type, seq, data);
      if (event) state = foldRun(state, event);
    }
  }
  return { state, lastSeq };
}

/** Counts by what was stored: the provider's count where it had given one, else by the length. */
function usageOf(run: Run, state: RunState): Usage {
  if (run.usageSource === 'none' && state.seq === 0) return unknownUsage; // it stood in line
  const calls = state.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0);
  const estimate = estimateTokens(state.text.length + state.reasoning.length + calls);
  return {
    inputTokens: state.usage?.inputTokens ?? run.inputTokens,
    outputTokens: Math.max(state.usage?.outputTokens ?? 0, estimate),
    reasoningTokens: state.usage?.reasoningTokens ?? null,
    cachedTokens: state.usage?.cachedTokens ?? null,
    usageSource: 'estimated'
  };
}

function interrupted(row: RunRow, state: RunState, now: number): Run {
  const usage = usageOf(row.record, state);
  return {
    ...row.record,
    ...usage,
    costNanoUsd: costOf(usage, row.price),
    status: 'interrupted',
    finishReason: 'error',
    errorCode: 'INTERRUPTED',
    ttftMs: state.ttftMs,
    endedAt: now,
    updatedAt: now,
    preview: state.text.slice(0, previewLength)
  };
}
