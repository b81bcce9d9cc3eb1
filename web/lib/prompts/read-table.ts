import { readCsv } from '#shared/csv';
import type { CsvTable } from '#shared/csv';

/** Larger files hold more than one would want as value sets, and the page would stand still. */
const mostBytes = 20 * 1024 * 1024;

/** A file of a table, in whatever encoding a spreadsheet saved it. */
export async function readTable(file: Blob): Promise<CsvTable | { error: string }> {
  if (file.size > mostBytes)
    return { error: 'This file is larger than 20 MB. Split it and import the parts.' };
  return readCsv(decode(new Uint8Array(await file.arrayBuffer())));
}

/** By its byte order mark; else UTF-8 if it is that, else what Windows calls “ANSI”. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
