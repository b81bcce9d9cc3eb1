import type { Sql } from '../db/open.ts';
import { seal, unseal } from './seal.ts';

const canary = 'the master key of this database';
const name = 'masterKeyCheck';

/** Whether this master key is the one the database was sealed with; `null` if it never was with any. */
export function canaryOpens(sql: Sql, masterKey: Buffer): boolean | null {
  const value = sql
    .prepare<[string], string>('select value from meta where key = ?')
    .pluck()
    .get(name);
  if (value === undefined) return null;
  return unseal(masterKey, Buffer.from(value, 'base64'), name)?.toString() === canary;
}

/** Writes down which master key this database is sealed with from now on. */
export function sealCanary(sql: Sql, masterKey: Buffer): void {
  const value = seal(masterKey, Buffer.from(canary), name).toString('base64');
  sql
    .prepare(
      'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value'
    )
    .run(name, value);
}

/** What the data key of an organization is bound to when it is wrapped. */
export const wrapContext = (organizationId: string): string => `v1|dataKey|${organizationId}`;
