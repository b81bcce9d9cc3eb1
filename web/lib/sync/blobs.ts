import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { mostBlobBytes } from '#shared/message-parts';
import type { Api } from '$lib/api/client';
import { sha256 } from '$lib/data/blobs';
import type { Database } from '$lib/data/db';
import { transact } from '$lib/data/transact';

/** Files travel by themselves, beside sync: a record only names them. */
const path = (hash: string) => `/v1/blobs/${hash}`;
const kept = z.lazy(() => z.object({ hash: z.string() }));

/**
 * Sends what only this device has, one after another.
 * @param again hashes the server says it lacks, whatever is written here (it may have been restored)
 * @returns how many were sent
 */
export async function sendBlobs(
  db: Database,
  api: Pick<Api, 'raw'>,
  again: readonly string[] = []
): Promise<number> {
  const unsent = await db.blobs.where({ sent: 0 }).primaryKeys();
  const hashes = new Set([...again, ...unsent]);
  let sent = 0;
  for (const hash of hashes) {
    const blob = await db.blobs.get(hash);
    if (!blob) continue;
    const response = await api.raw(path(hash), {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: blob.bytes
    });
    kept.parse(await response.json());
    await transact(db, ['blobs'], () => db.blobs.update(hash, { sent: 1 }));
    sent += 1;
  }
  return sent;
}

/**
 * A file's bytes: from this device, else from the server, and then here too.
 * @throws AppError OFFLINE, NOT_FOUND, or INTERNAL if they are not the bytes of that hash
 */
export async function readBlob(
  db: Database,
  api: Pick<Api, 'raw'>,
  hash: string,
  now: number
): Promise<Uint8Array<ArrayBuffer>> {
  const here = await db.blobs.get(hash);
  if (here) return here.bytes;
  const response = await api.raw(path(hash), { headers: { accept: 'application/octet-stream' } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.byteLength > mostBlobBytes || (await sha256(bytes)) !== hash)
    throw new AppError('INTERNAL', { detail: 'The file is not what was saved.' });
  const blob = { hash, bytes, size: bytes.byteLength, at: now, sent: 1 as const };
  await transact(db, ['blobs'], () => db.blobs.put(blob));
  return bytes;
}
