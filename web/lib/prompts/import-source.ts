import { AppError } from '#shared/errors';
import { isBundle, readBundle, type Bundle } from '#shared/bundle/bundle-lines';
import type { ReadPrompts } from '#shared/import/draft';
import { importLimits, readImport } from '#shared/import/read-import';

/** The bytes of images and files by their hash, as the archive calls them: not looked into yet. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export type Source =
  | { kind: 'bundle'; bundle: Bundle; unknown: number; files: Files }
  | { kind: 'prompts'; read: ReadPrompts };

const mostBytes = 300 * 1024 * 1024;
const filePattern = /^files\/([0-9a-f]{64})(?:\.\w+)?$/;

/** Reads a pasted text. @throws AppError IMPORT_* */
export async function readText(text: string): Promise<Source> {
  if (isBundle(text)) return { kind: 'bundle', ...readBundle(text), files: new Map() };
  const { parseYaml } = await import('#shared/import/parse-yaml');
  return { kind: 'prompts', read: readImport(text, { parseYaml }) };
}

/** Reads a file: one of our archives, or a text. @throws AppError IMPORT_* */
export async function readFile(file: Blob): Promise<Source> {
  if (file.size > mostBytes)
    throw new AppError('IMPORT_TOO_LARGE', { detail: 'A file may have 300 MB.' });
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (start[0] === 0x50 && start[1] === 0x4b) return readArchive(file);
  if (file.size > importLimits.length && !isBundle(await file.slice(0, 200).text()))
    throw new AppError('IMPORT_TOO_LARGE', { detail: 'A file of others may have 8 MB.' });
  return readText(await file.text());
}

async function readArchive(file: Blob): Promise<Source> {
  const { unzipSync, strFromU8 } = await import('fflate');
  let size = 0;
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(new Uint8Array(await file.arrayBuffer()), {
      filter: ({ name, originalSize }) => {
        const isWanted = name === 'playground.jsonl' || filePattern.test(name);
        // What a small archive says it unpacks to is not believed without limit.
        if (isWanted) size += originalSize;
        return isWanted && size <= mostBytes;
      }
    });
  } catch (cause) {
    throw new AppError('IMPORT_BROKEN', { detail: 'The archive is not whole.', cause });
  }
  if (size > mostBytes)
    throw new AppError('IMPORT_TOO_LARGE', { detail: 'The archive holds over 300 MB.' });
  const records = found['playground.jsonl'];
  if (!records)
    throw new AppError('IMPORT_UNKNOWN', { detail: 'The archive holds no playground.jsonl.' });
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, bytes] of Object.entries(found)) {
    const hash = filePattern.exec(name)?.[1];
    if (hash) files.set(hash, new Uint8Array(bytes));
  }
  return { kind: 'bundle', ...readBundle(strFromU8(records)), files };
}
