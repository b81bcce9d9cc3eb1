import type { Run } from '#shared/collections';
import { costOf } from '#shared/run-usage';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import type { Ledger, Open } from './ledger.ts';

/**
 * At boot, after the runs a crash interrupted have been ended: settles what was reserved for them by what
 * is known of them. Of a temporary run nothing is known, so its cost stays unknown.
 */
export async function recover(deps: {
  sql: Sql;
  writer: Writer;
  ledger: Ledger;
  now: () => number;
}): Promise<number> {
  const { ledger, writer, now } = deps;
  const record = deps.sql.prepare<[string], { record: string }>(
    'select record from runs where id = ?'
  );
  const found = ledger.open();
  for (const open of found) await writer.transact(() => close(open));
  return found.length;

  function close(open: Open) {
    const row = open.runId === null ? undefined : record.get(open.runId);
    const run = row ? (JSON.parse(row.record) as Run) : null;
    // Its end could not be written yet (a full disk): the next boot settles it.
    if (run && (run.status === 'queued' || run.status === 'streaming')) return;
    if (open.runId !== null && !run) return ledger.release(open, 'INTERRUPTED', now());
    const usage = {
      inputTokens: run?.inputTokens ?? (run ? open.inputTokens : null),
      outputTokens: run?.outputTokens ?? null,
      reasoningTokens: run?.reasoningTokens ?? null,
      cachedTokens: run?.cachedTokens ?? null,
      usageSource: run ? run.usageSource : ('none' as const)
    };
    const nanoUsd = run?.costNanoUsd ?? costOf(usage, open.price);
    ledger.settle(open, { ...usage, attempt: 1, nanoUsd, outcome: 'INTERRUPTED' }, now());
  }
}
