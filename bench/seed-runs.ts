import { v7 } from 'uuid';
import type { Run } from '../shared/collections.ts';
import { defaultsOf } from '../shared/defaults.ts';
import { openDatabase } from '../sync-server/db/open.ts';
import { createWriter } from '../sync-server/db/writer.ts';
import { createRows } from '../sync-server/runs/rows.ts';
import { createSyncServer } from '../sync-server/sync/sync.ts';
import { contentOf, runOf } from './sync-data.ts';

/*
 * Fills a data folder with many prompts, and many runs that ended days ago, as a server keeps them: in packs. The newest
 * have outputs of 100 KB that differ in some words.
 */
const scope = 'u:local';
const count = Number(process.env['RUNS'] ?? 100_000);
const prompts = Number(process.env['PROMPTS'] ?? 10_000);
const withOutput = 8;
const models = ['a/small', 'a/large', 'b/fast', 'b/deep', 'c/one'];
const { sql, folder } = openDatabase(process.env['PLAYGROUND_DATA'] ?? '');
const writer = createWriter(sql);
const rows = createRows(sql);
let age = 48 * 60 * 60 * 1000;
const sync = createSyncServer({
  sql,
  writer,
  folder,
  newId: v7,
  now: () => Date.now() - age,
  monotonic: () => performance.now(),
  every: () => () => undefined
});

const aRun = (nth: number): Run => ({
  ...defaultsOf('runs'),
  ...runOf(nth),
  createdAt: 0,
  updatedAt: 0,
  deletedAt: null,
  status: nth % 20 === 0 ? 'failed' : 'done',
  modelAsked: models[nth % models.length] ?? '',
  rating: nth % 50 === 0 ? (nth % 5) + 1 : null
});

const common = ['id', 'createdAt', 'updatedAt', 'deletedAt'];
const fieldsOf = (run: Run) =>
  Object.fromEntries(Object.entries(run).filter(([field]) => !common.includes(field)));

function outputOf(nth: number): string {
  let text = '';
  for (let line = 0; text.length < 100_000; line++)
    text += `${line % 40 === nth % 7 ? `Version ${nth} has another line. ` : ''}${contentOf(line).slice(0, 180)}\n`;
  return text;
}

for (let from = 0; from < prompts; from += 500)
  await writer.transact(() => {
    for (let nth = from; nth < from + 500; nth++)
      sync.author.write(scope, [
        {
          collection: 'prompts',
          id: `prompt-${nth}`,
          fields: {
            kind: 'text',
            name: `Prompt ${nth}`,
            text: { content: contentOf(nth), spans: [] }
          }
        }
      ]);
  });
for (let from = 0; from < count; from += 500)
  await writer.transact(() => {
    for (let nth = from; nth < Math.min(count, from + 500); nth++) {
      const run = aRun(nth);
      sync.author.write(scope, [{ collection: 'runs', id: run.id, fields: fieldsOf(run) }]);
      if (nth < count - withOutput) continue;
      rows.insertRun(scope, { ...run, endedAt: null });
      const output = { text: outputOf(nth), reasoning: '', toolCalls: [], logprobs: null };
      rows.endRun(scope, run, { runId: run.id, ...output }, 2);
    }
  });
age = 0;
await sync.tidy();
sql.close();
