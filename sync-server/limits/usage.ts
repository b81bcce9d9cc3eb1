import type { UsageReport, UsageSums } from '#shared/usage-report';
import type { Sql } from '../db/open.ts';
import type { Calendar } from './calendar.ts';

const sums = `
  count(distinct entry) as runs,
  coalesce(sum(input_tokens), 0) as inputTokens,
  coalesce(sum(output_tokens), 0) as outputTokens,
  coalesce(sum(reasoning_tokens), 0) as reasoningTokens,
  coalesce(sum(cached_tokens), 0) as cachedTokens,
  coalesce(sum(nano_usd), 0) as costNanoUsd,
  count(distinct case when nano_usd is null then entry end) as unknown,
  count(distinct case when usage_source = 'estimated' then entry end) as estimated`;
const of = `from ledger where kind = 'settle' and person = ? and at >= ? and at < ?`;
const dearest = 'order by costNanoUsd desc, outputTokens desc';
const mostPrompts = 100;

type Span = [person: string, from: number, to: number];

/** What one person used, read from the ledger. */
export function createUsage(sql: Sql, calendar: Calendar) {
  const total = sql.prepare<Span, UsageSums>(`select ${sums} ${of}`);
  const byDay = sql.prepare<Span, UsageSums & { day: string }>(
    `select date(at / 1000, 'unixepoch', 'localtime') as day, ${sums} ${of} group by day order by day`
  );
  const byModel = sql.prepare<Span, UsageSums & { model: string | null }>(
    `select model, ${sums} ${of} group by model ${dearest}`
  );
  const byPrompt = sql.prepare<Span, UsageSums & { promptId: string | null }>(
    `select prompt_id as promptId, ${sums} ${of} group by prompt_id ${dearest} limit ${mostPrompts}`
  );

  /** From the beginning of one day to the end of another, both in milliseconds since the epoch. */
  return function report(person: string, first: number, last: number): UsageReport {
    const span: Span = [person, calendar.dayOf(first).from, calendar.dayOf(last).to];
    const none: UsageSums = {
      runs: 0,
      inputTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      cachedTokens: 0,
      costNanoUsd: 0,
      unknown: 0,
      estimated: 0
    };
    return {
      from: calendar.nameOf(first),
      to: calendar.nameOf(last),
      timeZone: calendar.timeZone,
      total: total.get(...span) ?? none,
      byDay: byDay.all(...span),
      byModel: byModel.all(...span),
      byPrompt: byPrompt.all(...span)
    };
  };
}
