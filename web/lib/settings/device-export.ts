import { syncedNames } from '#shared/collections';
import type { Database } from '$lib/data/db';
import { base64Of } from '$lib/data/base64';
import { packedRuns } from '$lib/data/run-history';

const pageSize = 500;
const deviceTables = [
  'runOutputs',
  'blobs',
  'outbox',
  'quarantine',
  'overruled',
  'unknown',
  'placements',
  'queuedRuns'
] as const;

export interface DeviceExport {
  file: Blob;
  /** Tables that could not be read, or not to their end; the file names them too. */
  failed: { table: string; reason: string }[];
}

/**
 * Everything this device holds as one JSON file: records, outputs, and also what waits or cannot be
 * synced. Read page by page, so that a large history never stands in memory as one string. A table that
 * cannot be read is named under `failed`, and the rest is there.
 */
export async function exportDevice(db: Database, now: number): Promise<DeviceExport> {
  const parts: string[] = [
    `{"format":"playground-export","version":1,"exportedAt":${JSON.stringify(new Date(now).toISOString())},"tables":{`
  ];
  const failed: DeviceExport['failed'] = [];
  for (const [index, name] of [...syncedNames, ...deviceTables].entries()) {
    parts.push(`${index === 0 ? '' : ','}\n${JSON.stringify(name)}:[`);
    let first = true;
    try {
      for await (const row of rowsOf(db, name)) {
        parts.push(`${first ? '' : ','}\n${JSON.stringify(row, bytesAsText)}`);
        first = false;
      }
    } catch (error) {
      failed.push({ table: name, reason: error instanceof Error ? error.message : String(error) });
    }
    parts.push(']');
  }
  parts.push(`},"failed":${JSON.stringify(failed)}}\n`);
  return { file: new Blob(parts, { type: 'application/json' }), failed };
}

/** A sentence for what an export could not read; `null` if it has everything. */
export function missingWords(failed: DeviceExport['failed']): string | null {
  if (failed.length === 0) return null;
  const names = failed.map(({ table }) => table).join(', ');
  return `Exported, but not all of it could be read: ${names}. The rest is in the file.`;
}

/** Bytes as base64, as JSON has no other way. */
function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? base64Of(value) : value;
}

async function* rowsOf(db: Database, name: string): AsyncGenerator<unknown> {
  const table = db.table<unknown, IDBValidKey>(name);
  let after: IDBValidKey | null = null;
  for (;;) {
    const rows: { key: IDBValidKey; row: unknown }[] = [];
    const range = after === null ? table.orderBy(':id') : table.where(':id').above(after);
    await range.limit(pageSize).each((row, cursor) => {
      rows.push({ key: cursor.primaryKey, row });
    });
    for (const { row } of rows) yield row;
    if (rows.length < pageSize) break;
    after = rows.at(-1)!.key;
  }
  if (name === 'runs') for await (const runs of packedRuns(db)) yield* runs;
}
