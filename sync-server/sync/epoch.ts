import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Sql } from '../db/open.ts';

/**
 * Names one history of this database. After a restore the same sequence numbers mean other things, so
 * a random name is kept in the database and in a file beside it; where they disagree, or the file knows
 * of more changes than the database holds, a new history begins and every device reads all of it again
 * and sends back what it still has.
 */
export interface Epoch {
  current(): string;
  /** A device has seen what this database has not: begins a new history. */
  renew(): void;
  /** Remembers outside the database how far it has come. Cheap: written at most once a second. */
  note(): void;
}

interface Deps {
  sql: Sql;
  /** Where the side file goes; `null` for a database in memory. */
  folder: string | null;
  newId: () => string;
  /** Monotonic milliseconds. */
  monotonic: () => number;
  /** Told when the side file could not be written. */
  report?: ((error: unknown, what: string) => void) | undefined;
}

const sideSchema = z.object({ epoch: z.string(), height: z.number() });
const noteEveryMs = 1000;

export function openEpoch({ sql, folder, newId, monotonic, report }: Deps): Epoch {
  const readEpoch = sql.prepare("select value from meta where key = 'epoch'").pluck();
  const writeEpoch = sql.prepare(
    "insert into meta (key, value) values ('epoch', ?) on conflict (key) do update set value = excluded.value"
  );
  const height = sql.prepare('select coalesce(sum(seq), 0) from scopes').pluck();
  const file = folder === null ? null : join(folder, 'epoch.json');
  let notedAt = -Infinity;

  let current = (readEpoch.get() as string | undefined) ?? '';
  const side = file === null ? null : readSide(file);
  const moved = file !== null && side?.epoch !== current;
  const fellBack = side !== null && side.height > (height.get() as number);
  if (current === '' || moved || fellBack) renew();
  else noteNow();

  function renew() {
    current = newId();
    writeEpoch.run(current);
    noteNow();
  }

  function noteNow() {
    notedAt = monotonic();
    if (file === null) return;
    try {
      // Written aside and moved into place, so that a crash leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify({ epoch: current, height: height.get() }));
      renameSync(`${file}.new`, file);
    } catch (error) {
      // A full disk. An older note is harmless: the next one comes with the next change.
      report?.(error, 'the height of the history could not be noted');
    }
  }

  return {
    current: () => current,
    renew,
    note() {
      if (monotonic() - notedAt >= noteEveryMs) noteNow();
    }
  };
}

function readSide(file: string): z.infer<typeof sideSchema> | null {
  try {
    return sideSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing or torn: indistinguishable from a database that was moved here, so it counts as one.
    return null;
  }
}
