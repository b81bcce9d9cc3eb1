import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';

/** Bytes of images and files by their SHA-256 in hex. Each person's are their own, also where they are equal. */
export interface Blobs {
  read(scope: string, hash: string): Buffer | null;
  /** In bytes; `null` where it is not kept. */
  sizeOf(scope: string, hash: string): number | null;
  /**
   * Keeps them once. Resolves when they are on the disk.
   * @returns whether they were new
   * @throws AppError INVALID_REQUEST if they are not the bytes of that hash
   */
  put(scope: string, hash: string, bytes: Buffer): Promise<boolean>;
}

/** What no record names any more goes with `sweep.ts`; sent again, it counts as new. */
export function createBlobs(deps: { sql: Sql; writer: Writer; now: () => number }): Blobs {
  const { sql, writer, now } = deps;
  const read = sql.prepare('select bytes from blobs where scope = ? and hash = ?').pluck();
  const size = sql.prepare('select size from blobs where scope = ? and hash = ?').pluck();
  const put = sql.prepare(
    'insert or ignore into blobs (scope, hash, size, bytes, at) values (?, ?, ?, ?, ?)'
  );
  const touch = sql.prepare('update blobs set at = ? where scope = ? and hash = ?');
  return {
    read: (scope, hash) => (read.get(scope, hash) as Buffer | undefined) ?? null,
    sizeOf: (scope, hash) => (size.get(scope, hash) as number | undefined) ?? null,
    async put(scope, hash, bytes) {
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        throw new AppError('INVALID_REQUEST', {
          detail: 'These are not the bytes of that hash: they were changed on their way.'
        });
      return writer.transact(() => {
        const { changes } = put.run(scope, hash, bytes.byteLength, bytes, now());
        // Whoever sends it is about to name it.
        if (changes === 0) touch.run(now(), scope, hash);
        return changes > 0;
      });
    }
  };
}
