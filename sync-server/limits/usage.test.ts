import { expect, test } from 'vitest';
import { unknownUsage } from '#shared/run-usage';
import { usageReportSchema } from '#shared/usage-report';
import { openDatabase } from '../db/open.ts';
import { localCalendar } from './calendar.ts';
import { createLedger } from './ledger.ts';
import { createUsage } from './usage.ts';

const at = (day: number, hour = 12) => +new Date(2026, 0, day, hour);

function book() {
  const { sql } = openDatabase(':memory:');
  const ledger = createLedger(sql);
  let entries = 0;
  return {
    report: createUsage(sql, localCalendar),
    write(
      day: number,
      over: { model?: string; promptId?: string; nanoUsd?: number | null; person?: string } = {}
    ) {
      const { model = 'test/m', promptId = 'p1', nanoUsd = 100, person = 'ada' } = over;
      const account = {
        entry: `e${++entries}`,
        person,
        organizationId: 'o',
        runId: `r${entries}`,
        promptId,
        model,
        price: null
      };
      const usage = { ...unknownUsage, inputTokens: 10, outputTokens: 5 };
      ledger.reserve(account, { nanoUsd, inputTokens: 1, outputTokens: 1 }, at(day));
      const settled = { ...usage, usageSource: 'estimated' as const, attempt: 1, nanoUsd };
      ledger.settle(account, { ...settled, outcome: 'done' }, at(day));
    }
  };
}

test('usage is told by day, by model and by prompt, the dearest first', () => {
  const { report, write } = book();
  write(3, { model: 'test/cheap', nanoUsd: 1 });
  write(3, { promptId: 'p2' });
  write(5);
  const told = usageReportSchema.parse(report('ada', at(1), at(31)));
  expect(told).toMatchObject({ from: '2026-01-01', to: '2026-01-31' });
  expect(told.total).toMatchObject({
    runs: 3,
    inputTokens: 30,
    outputTokens: 15,
    costNanoUsd: 201,
    unknown: 0,
    estimated: 3
  });
  expect(told.byDay.map(({ day, runs, costNanoUsd }) => [day, runs, costNanoUsd])).toEqual([
    ['2026-01-03', 2, 101],
    ['2026-01-05', 1, 100]
  ]);
  expect(told.byModel.map(({ model, costNanoUsd }) => [model, costNanoUsd])).toEqual([
    ['test/m', 200],
    ['test/cheap', 1]
  ]);
  expect(told.byPrompt.map(({ promptId, runs }) => [promptId, runs])).toEqual([
    ['p1', 2],
    ['p2', 1]
  ]);
});

test('an unknown cost is counted apart and never as 0', () => {
  const { report, write } = book();
  write(3, { nanoUsd: null });
  write(3);
  expect(report('ada', at(1), at(31)).total).toMatchObject({
    runs: 2,
    unknown: 1,
    costNanoUsd: 100
  });
});

test('the first and the last day are in it whole, and other persons’ usage is not', () => {
  const { report, write } = book();
  write(3);
  write(4);
  write(5);
  write(4, { person: 'bob' });
  expect(report('ada', at(3, 23), at(4, 0)).total.runs).toBe(2);
  expect(report('cy', at(1), at(31))).toMatchObject({
    total: { runs: 0, costNanoUsd: 0 },
    byDay: []
  });
});

test('a line that is written again changes nothing', () => {
  const { sql } = openDatabase(':memory:');
  const ledger = createLedger(sql);
  const account = {
    entry: 'e',
    person: 'ada',
    organizationId: 'o',
    runId: 'r',
    promptId: null,
    model: null,
    price: null
  };
  for (let n = 0; n < 2; n++)
    ledger.settle(account, { ...unknownUsage, attempt: 1, nanoUsd: 7, outcome: 'done' }, at(3));
  const of = (organizationId: string, person: string | null) =>
    ledger.spentSince({ organizationId, person }, 0).nanoUsd;
  expect([of('o', 'ada'), of('o', null)]).toEqual([7, 7]);
  expect([of('other', 'ada'), of('o', 'eve')], 'nobody else’s').toEqual([0, 0]);
});
