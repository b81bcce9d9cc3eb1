import { blobGraceMs } from '#shared/blob-names';
import { AppError } from '#shared/errors';
import { mostBlobBytes } from '#shared/message-parts';
import type { Database, KeptBlob } from './db';
import { transact } from './transact';

/**
 * Keeps a file's bytes on this device, once. Resolves when they are on the disk.
 * @throws AppError PAYLOAD_TOO_LARGE, DEVICE_FULL, or INVALID_REQUEST where the page may not reckon hashes
 */
export async function keepBlob(
  db: Database,
  bytes: Uint8Array<ArrayBuffer>,
  at: number
): Promise<Pick<KeptBlob, 'hash' | 'size'>> {
  const size = bytes.byteLength;
  if (size > mostBlobBytes)
    throw new AppError('PAYLOAD_TOO_LARGE', {
      detail: `A file may have ${mostBlobBytes / 1024 / 1024} MB.`
    });
  const hash = await sha256(bytes);
  await transact(db, ['blobs'], async () => {
    const kept = await db.blobs.get(hash);
    // The server may have deleted since what nothing named: it is sent once more, and stays a day longer.
    if (kept && at - kept.at < blobGraceMs / 2) return;
    await db.blobs.put({ hash, bytes, size, at, sent: 0 });
  });
  return { hash, size };
}

/** Browsers give cryptography to pages over HTTPS and on this machine alone. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw new AppError('INVALID_REQUEST', {
      detail: 'Files can be added only over HTTPS or on the machine the server runs on.'
    });
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
