import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Waits until what was written to a file, or to the names in a folder, is on the disk. */
export function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a flushed file its name: after a power cut the old name or the new one stands, with all bytes. */
export function settle(from: string, to: string): void {
  flush(from);
  renameSync(from, to);
  flush(dirname(to));
}

/** Writes a small file whole or not at all. */
export function writeDurably(path: string, text: string): void {
  writeFileSync(`${path}.part`, text, { mode: 0o600 });
  settle(`${path}.part`, path);
}
