import { v7 } from 'uuid';
import type { Run, RunOutput } from '#shared/collections';
import type { Db } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { createRows } from '../runs/rows.ts';
import { plantSamples } from '../samples.ts';
import { createSyncServer } from '../sync/sync.ts';

/** Gives the space of an account that a command made what the server gives to those that register. */
export async function welcome(
  { sql }: Db,
  now: () => number,
  space: { scope: string; userId: string }
): Promise<void> {
  const newId = () => v7();
  const writer = createWriter(sql);
  // No folder: which history this is stays the server's to say, which may be running.
  const { author } = createSyncServer({
    sql,
    writer,
    folder: null,
    now,
    newId,
    monotonic: now,
    every: () => () => undefined
  });
  const rows = createRows(sql);
  await plantSamples({
    sql,
    writer,
    author,
    now,
    newId,
    scope: space.scope,
    createdBy: space.userId,
    keepRun(scope: string, run: Run, output: RunOutput) {
      rows.insertRun(scope, run);
      rows.endRun(scope, run, output, 2);
    }
  });
  // After its commit each write still looks at the database, which is closed when this resolves.
  await writer.idle();
}
