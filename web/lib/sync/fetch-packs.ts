import { AppError } from '#shared/errors';
import type { PackList } from '#shared/protocol';
import { readPack, type PackBytes } from '$lib/data/pack-bytes';
import type { Net } from './ports';

/** As many as a browser asks of one server at a time. */
const atOnce = 6;

/**
 * The first few of these packs, by hash. `'packs'`: one is not there any more, so the list has to be asked
 * for again; `null`: one cannot be read, so the feed has to do. Rejects with AppError.
 */
export async function fetchPacks(
  net: Pick<Net, 'pack'>,
  items: PackList['items']
): Promise<Map<string, PackBytes> | 'packs' | null> {
  const hashes = items.slice(0, atOnce).map(({ hash }) => hash);
  let bytes: ArrayBuffer[];
  try {
    bytes = await Promise.all(hashes.map((hash) => net.pack(hash)));
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return 'packs';
    throw error;
  }
  try {
    const packs = await Promise.all(bytes.map(readPack));
    return new Map(hashes.map((hash, index) => [hash, packs[index] as PackBytes]));
  } catch {
    // Not as this version knows them, or spoilt on the way: the rows themselves are there to be read.
    return null;
  }
}
