import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { flush } from '../backups/durably.ts';
import type { Db } from '../db/open.ts';
import { canaryOpens, sealCanary, wrapContext } from './canary.ts';
import { makeKey, masterKeyPath, MasterKeyRefused, readKey } from './master-key.ts';
import { seal, unseal } from './seal.ts';

export interface Rotated {
  /** How many data keys are wrapped by the new master key. */
  wrapped: number;
  /** Where the new key lies, and the old one, which older backups still need. */
  path: string;
  oldPath: string;
  /** A rotation that was cut short was finished; no further one was made. */
  finished: boolean;
}

/**
 * Replaces the master key: a new one is made, all data keys are wrapped by it in one transaction, then the files
 * change places. Whenever it is cut short, the key that fits the database lies in `path` or `path.next`, and
 * doing it again finishes it. Whoever calls holds the data folder.
 * @throws MasterKeyRefused when neither key fits; nothing was changed then.
 */
export function rotateMasterKey(options: {
  db: Db;
  file?: string | undefined;
  at: number;
  /** Says it in the log, in the same transaction. */
  note: (wrapped: number) => void;
}): Rotated {
  const { db, file, at, note } = options;
  const path = file === undefined ? masterKeyPath(db.folder ?? '.') : resolve(file);
  const next = `${path}.next`;
  const day = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  const oldPath = `${path}.before-${day}`;
  const done = { path, oldPath };

  if (existsSync(next)) {
    if (canaryOpens(db.sql, readKey(next)) === true) {
      change(path, next, oldPath);
      return { ...done, wrapped: countKeys(db), finished: true };
    }
    rmSync(next); // it was made, and nothing was wrapped by it
  }
  if (!existsSync(path))
    throw new MasterKeyRefused(`There is no master key at ${path}; nothing was changed.`);
  const old = readKey(path);
  if (canaryOpens(db.sql, old) !== true)
    throw new MasterKeyRefused(
      `The key in ${path} is not the one this database was sealed with. Put the right one there; nothing was changed.`
    );
  const fresh = makeKey(next);
  flush(dirname(next));
  let wrapped = 0;
  db.sql
    .transaction(() => {
      wrapped = wrapAgain(db, old, fresh);
      sealCanary(db.sql, fresh);
      note(wrapped);
    })
    .immediate();
  change(path, next, oldPath);
  return { ...done, wrapped, finished: false };
}

function wrapAgain({ sql }: Db, old: Buffer, fresh: Buffer): number {
  const rows = sql
    .prepare<[], { id: string; wrapped: Buffer }>(
      'select organization_id as id, wrapped from data_keys'
    )
    .all();
  const put = sql.prepare('update data_keys set wrapped = ? where organization_id = ?');
  for (const { id, wrapped } of rows) {
    const key = unseal(old, wrapped, wrapContext(id));
    if (!key)
      throw new MasterKeyRefused(
        `The data key of the organization ${id} cannot be opened with this master key; nothing was changed.`
      );
    put.run(seal(fresh, key, wrapContext(id)), id);
  }
  return rows.length;
}

function change(path: string, next: string, oldPath: string) {
  if (existsSync(path)) renameSync(path, oldPath);
  renameSync(next, path);
  flush(dirname(path));
}

const countKeys = ({ sql }: Db) =>
  sql.prepare('select count(*) from data_keys').pluck().get() as number;
