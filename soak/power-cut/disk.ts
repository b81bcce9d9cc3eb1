import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Recorded } from './trace.ts';

type Change = { offset: number; data: Buffer } | { length: number };

/** A buffer with room to grow: a log takes thousands of small writes. */
interface Content {
  bytes: Buffer;
  length: number;
}

/** A file as the platter has it, and what has been written to it since. */
interface File {
  durable: Content;
  /** In order. None of it is safe before the file is synced. */
  pending: Change[];
  /** Where the next `write` without an offset goes. */
  position: number;
}

/** Names point to files; a name is safe once the file or any other name of the folder was synced after. */
type Names = Map<string, File>;

/** What a power cut does to one thing that was not synced. */
type Fate = 'kept' | 'dropped' | 'torn';

const sector = 512;

/**
 * A disk that keeps what was synced and promises nothing else: fed with a recorded server's calls, it
 * leaves behind the folder a power cut could leave at this moment.
 */
export function createDisk(folder: string, random: () => number) {
  const names: Names = new Map();
  /** What the folder said before each rename and removal that is not safe yet. */
  let unsafe: Names[] = [];

  const fileAt = (path: string): File => {
    const file = names.get(path) ?? {
      durable: { bytes: Buffer.alloc(0), length: 0 },
      pending: [],
      position: 0
    };
    names.set(path, file);
    return file;
  };

  function take(event: Recorded): void {
    if (event.kind === 'send' || !isIn(event.path, folder)) return;
    // The shared memory of SQLite is no storage, and is made anew.
    if (event.path.endsWith('-shm') || event.path.endsWith(' (deleted)')) return;
    if (event.kind === 'rename' || event.kind === 'unlink') {
      unsafe.push(new Map(names));
      const file = names.get(event.path);
      names.delete(event.path);
      if (event.kind === 'rename' && file) names.set(event.to, file);
    } else if (event.kind === 'sync') {
      if (event.path === folder) unsafe = [];
      const file = names.get(event.path);
      if (!file) return;
      for (const change of file.pending) apply(file.durable, change);
      file.pending = [];
      // A journalling file system that keeps a new file's data keeps the names made before it.
      unsafe = [];
    } else if (event.kind === 'truncate') {
      const file = fileAt(event.path);
      file.pending.push({ length: event.length });
      if (event.length === 0) file.position = 0;
    } else {
      const file = fileAt(event.path);
      const offset = event.offset ?? file.position;
      file.pending.push({ offset, data: event.data });
      if (event.offset === null) file.position += event.data.length;
    }
  }

  /** Writes what is left into an empty folder. The disk itself goes on undisturbed. */
  function cut(into: string): void {
    mkdirSync(into, { recursive: true });
    const left = unsafe[Math.floor(random() * (unsafe.length + 1))] ?? names;
    for (const [path, { durable, pending }] of left) {
      const { bytes, length } = durable;
      const content = { bytes: Buffer.from(bytes.subarray(0, length)), length };
      for (const change of pending) survive(content, change);
      writeFileSync(join(into, basename(path)), content.bytes.subarray(0, content.length));
    }
  }

  function survive(content: Content, change: Change): void {
    const fate = (['kept', 'dropped', 'torn'] satisfies Fate[])[Math.floor(random() * 3)];
    if (fate === 'kept') apply(content, change);
    if (fate !== 'torn' || 'length' in change) return;
    for (const piece of pieces(change)) if (random() < 0.5) apply(content, piece);
  }

  return { take, cut };
}

/** A folder counts as in itself: it can be synced. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The parts of a write that reach the platter each by itself. */
function pieces({ offset, data }: { offset: number; data: Buffer }): Change[] {
  const parts: Change[] = [];
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + sector - ((offset + at) % sector));
    parts.push({ offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return parts;
}

function apply(content: Content, change: Change): void {
  const end = 'length' in change ? change.length : change.offset + change.data.length;
  if (end > content.bytes.length) {
    const larger = Buffer.alloc(end * 2);
    content.bytes.copy(larger, 0, 0, content.length);
    content.bytes = larger;
  }
  // What was cut off reads as zeros if the file grows again.
  if ('length' in change && end < content.length) content.bytes.fill(0, end, content.length);
  content.length = 'length' in change ? end : Math.max(content.length, end);
  if ('data' in change) change.data.copy(content.bytes, change.offset);
}
