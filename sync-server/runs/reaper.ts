import type { Logger } from 'pino';
import type { Run } from '#shared/collections';
import { foldRun, freshRun } from '#shared/fold-run';
import { parseRunEvent } from '#shared/run-events';
import type { RunState } from '#shared/run-events';
import { estimateTokens } from '#shared/run-usage';
import type { Author } from '../db/author.ts';
import type { Writer } from '../db/writer.ts';
import { previewLength } from './ending.ts';
import { keysLiveMs } from './idempotency.ts';
import type { RunRow, Rows } from './rows.ts';
import { runChange } from './synced-fields.ts';

/**
 * A reader may have seen entries that the crash took from the disk. The end is numbered beyond all of
 * them, so that every cursor is older than it and every reader comes to the same, kept text.
 */
const beyondWhatWasSeen = 1_000_000;

/** At boot: runs that were live when the process died end as interrupted, with what is on the disk. */
export async function reap(deps: {
  writer: Writer;
  rows: Rows;
  author: Author;
  now: () => number;
  log: Logger;
}): Promise<void> {
  const { writer, rows, author, log } = deps;
  const now = deps.now();
  const found = rows.unended();
  for (const row of found) await attempt(() => interrupt(row), row.id);
  await attempt(() => rows.deleteKeysBefore(now - keysLiveMs), null);
  if (found.length > 0) log.info({ runs: found.length }, 'the last stop had interrupted runs');

  /** What cannot be written now (a full disk) must not keep the server from starting. */
  async function attempt(work: () => void, runId: string | null) {
    try {
      await writer.transact(work);
    } catch (error) {
      log.error({ err: error, runId }, 'what the last stop left could not be tidied');
    }
  }

  function interrupt(row: RunRow) {
    const { state, lastSeq } = foldSegments(rows, row);
    const record = interrupted(row.record, state, now);
    const { text, reasoning, toolCalls, logprobs } = state;
    const output = { runId: row.id, text, reasoning, toolCalls, logprobs };
    rows.endRun(row.scope, record, output, lastSeq + beyondWhatWasSeen);
    author.write(row.scope, [runChange(author, row.scope, record)]);
  }
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

function interrupted(run: Run, state: RunState, now: number): Run {
  const calls = state.toolCalls.reduce((sum, call) => sum + call.arguments.length, 0);
  return {
    ...run,
    status: 'interrupted',
    outputTokens: estimateTokens(state.text.length + state.reasoning.length + calls),
    usageSource: 'estimated',
    finishReason: 'error',
    errorCode: 'INTERRUPTED',
    ttftMs: state.ttftMs,
    endedAt: now,
    updatedAt: now,
    preview: state.text.slice(0, previewLength)
  };
}
