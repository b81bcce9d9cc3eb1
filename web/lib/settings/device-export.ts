import { syncedNames } from '#shared/collections';
import type { Database } from '$lib/data/db';

const pageSize = 500;
const deviceTables = ['runOutputs', 'outbox', 'quarantine', 'overruled', 'unknown'] as const;

/**
 * Everything this device holds as one JSON file: records, outputs, and also what waits or cannot be
 * synced. Read page by page, so that a large history never stands in memory as one string.
 */
export async function exportDevice(db: Database, now: number): Promise<Blob> {
  const parts: string[] = [
    `{"format":"playground-export","version":1,"exportedAt":${JSON.stringify(new Date(now).toISOString())},"tables":{`
  ];
  for (const [index, name] of [...syncedNames, ...deviceTables].entries()) {
    parts.push(`${index === 0 ? '' : ','}\n${JSON.stringify(name)}:[`);
    const table = db.table<unknown, IDBValidKey>(name);
    let first = true;
    let after: IDBValidKey | null = null;
    for (;;) {
      const rows: { key: IDBValidKey; row: unknown }[] = [];
      const range = after === null ? table.orderBy(':id') : table.where(':id').above(after);
      await range.limit(pageSize).each((row, cursor) => {
        rows.push({ key: cursor.primaryKey, row });
      });
      for (const { row } of rows) {
        parts.push(`${first ? '' : ','}\n${JSON.stringify(row)}`);
        first = false;
      }
      if (rows.length < pageSize) break;
      after = rows.at(-1)!.key;
    }
    parts.push(']');
  }
  parts.push('}}\n');
  return new Blob(parts, { type: 'application/json' });
}
