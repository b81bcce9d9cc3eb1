/** What one system call of the recorded server did, in the order in which the calls returned. */
export type Recorded =
  | { kind: 'write'; path: string; offset: number | null; data: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'sync'; path: string }
  | { kind: 'rename'; path: string; to: string }
  | { kind: 'unlink'; path: string }
  /** Bytes handed to a socket; `path` names the connection. */
  | { kind: 'send'; path: string; data: Buffer };

/** The calls a trace has to hold; `mmap` is missing because only `-shm` is mapped, which nobody needs. */
export const tracedCalls = [
  'pwrite64',
  'write',
  'writev',
  'sendto',
  'sendmsg',
  'ftruncate',
  'fsync',
  'fdatasync',
  'openat',
  'unlink',
  'unlinkat',
  'rename',
  'renameat',
  'renameat2'
];

/** Reads what `strace -f -yy -xx` wrote, line by line: calls cut in two by other threads are joined. */
export function createTraceReader() {
  const begun = new Map<string, string>();
  return function read(line: string): Recorded | null {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    let call = line.slice(space).trimStart();
    if (call.endsWith(' <unfinished ...>')) {
      begun.set(thread, call.slice(0, -' <unfinished ...>'.length));
      return null;
    }
    if (call.startsWith('<... ')) {
      call = (begun.get(thread) ?? '') + call.slice(call.indexOf(' resumed>') + ' resumed>'.length);
      begun.delete(thread);
    }
    return readCall(call);
  };
}

function readCall(call: string): Recorded | null {
  const paren = call.indexOf('(');
  const equals = call.lastIndexOf(' = ');
  if (paren < 0 || equals < 0) return null;
  const name = call.slice(0, paren);
  const result = Number.parseInt(call.slice(equals + 3), 10);
  if (!Number.isInteger(result) || result < 0) return null;
  const args = call.slice(paren + 1, equals);

  if (name === 'openat') {
    const path = /= \d+<(.*)>$/.exec(call)?.[1];
    return path && args.includes('O_TRUNC')
      ? { kind: 'truncate', path: unescape(path).toString(), length: 0 }
      : null;
  }
  const strings = quoted(args);
  if (name.startsWith('rename')) {
    const [from, to] = strings;
    return from && to ? { kind: 'rename', path: String(from), to: String(to) } : null;
  }
  if (name.startsWith('unlink')) return { kind: 'unlink', path: String(strings[0]) };

  // Descriptors end at the first `>,` or `>)`: in paths every byte is escaped, in sockets none is.
  const opened = /^\d+<(.*?)>(?=[,)])/.exec(args);
  if (!opened) return null;
  const path = opened[1] ?? '';
  if (path.startsWith('TCP')) {
    const data = Buffer.concat(strings).subarray(0, result);
    return data.length > 0 ? { kind: 'send', path, data } : null;
  }
  const file = unescape(path).toString();
  if (!file.startsWith('/')) return null;
  if (name === 'fsync' || name === 'fdatasync') return { kind: 'sync', path: file };
  const last = Number(/, (\d+)\)$/.exec(args.trimEnd())?.[1]);
  if (name === 'ftruncate') return { kind: 'truncate', path: file, length: last };
  const data = Buffer.concat(strings).subarray(0, result);
  if (data.length !== result) throw new Error(`The trace has not all bytes of a write to ${file}.`);
  return { kind: 'write', path: file, offset: name === 'pwrite64' ? last : null, data };
}

function quoted(args: string): Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => unescape(match[1] ?? ''));
}

/** `\x41\x42` → AB; what is not escaped stays as it is. */
function unescape(text: string): Buffer {
  return text.startsWith('\\x')
    ? Buffer.from(text.replaceAll('\\x', ''), 'hex')
    : Buffer.from(text);
}
