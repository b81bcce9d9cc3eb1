import { mostBlobBytes } from '#shared/message-parts';
import type { MediaPart } from '#shared/message-parts';
import { needOfPart } from '#shared/part-needs';
import { keepBlob } from '$lib/data/blobs';
import type { Store } from '$lib/data/store';

/** What browsers know to show and providers to read. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Types browsers leave out, by ending. */
const byEnding: Record<string, string> = {
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  yaml: 'text/yaml',
  yml: 'text/yaml',
  ts: 'text/plain',
  js: 'text/plain',
  py: 'text/plain',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  log: 'text/plain',
  pdf: 'application/pdf',
  html: 'text/html'
};

/** A file's type without its parameters; `application/octet-stream` where nobody knows it. */
export function mediaTypeOf({ type, name }: Pick<File, 'type' | 'name'>): string {
  const told = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^[\w.+-]+\/[\w.+-]+$/.test(told)) return told;
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return byEnding[ending] ?? 'application/octet-stream';
}

/**
 * Keeps files on this device and answers them as parts of a message.
 * @throws AppError PAYLOAD_TOO_LARGE, DEVICE_FULL
 */
export async function partsOfFiles(
  store: Pick<Store, 'db' | 'now'>,
  files: readonly File[]
): Promise<MediaPart[]> {
  const parts: MediaPart[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { hash: blob, size } = await keepBlob(store.db, bytes, store.now());
    const mediaType = mediaTypeOf(file);
    const source = { blob, size };
    parts.push(
      pictures.has(mediaType)
        ? { type: 'image', mediaType, source }
        : { type: 'file', mediaType, source, name: file.name.slice(-255) || 'file' }
    );
  }
  return parts;
}

/** Keeps those that are not too large, and names the others. @throws AppError DEVICE_FULL */
export async function partsThatFit(
  store: Pick<Store, 'db' | 'now'>,
  files: readonly File[]
): Promise<{ parts: MediaPart[]; tooLarge: string[] }> {
  const isTooLarge = ({ size }: File) => size > mostBlobBytes;
  const parts = await partsOfFiles(
    store,
    files.filter((file) => !isTooLarge(file))
  );
  return { parts, tooLarge: files.filter(isTooLarge).map(({ name }) => name) };
}

/** Which files were left out, for a sentence; `taken` is how many were not. */
export function tooLargeWords(names: readonly string[], taken: number): string {
  const most = `A file may have ${mostBlobBytes / 1024 / 1024} MB`;
  const which = names.map((name) => `“${name}”`).join(', ');
  const rest =
    taken === 0 ? '' : taken === 1 ? ' The other is attached.' : ' The others are attached.';
  return `${most}, and ${which} ${names.length === 1 ? 'has' : 'have'} more.${rest}`;
}

/** What of these a model is known not to read, for a sentence; `null` where there is nothing. */
export function unreadWords(
  parts: readonly MediaPart[],
  takes: readonly string[] | null
): string | null {
  if (takes === null || parts.every((part) => takes.includes(needOfPart(part)))) return null;
  return parts.length === 1
    ? 'It is kept, but the chosen model does not read it.'
    : 'They are kept, but the chosen model does not read all of them.';
}
