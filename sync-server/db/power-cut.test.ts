import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seeded } from '#shared/testing/seeded';
import { createDisk } from '../../soak/power-cut/disk.ts';
import { createTraceReader, type Recorded } from '../../soak/power-cut/trace.ts';

// `npm run soak -- power-cut` records the real server; here stands what it makes of a recording.
const escaped = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

describe('a trace', () => {
  test('gives the calls that matter, with the bytes really written', () => {
    const read = createTraceReader();
    const db = escaped('/d/db');
    expect(read(`7 pwrite64(21<${db}>, "${escaped('abc')}", 3, 4096) = 3`)).toEqual({
      kind: 'write',
      path: '/d/db',
      offset: 4096,
      data: Buffer.from('abc')
    });
    expect(read(`7 ftruncate(21<${db}>, 512) = 0`)).toEqual({
      kind: 'truncate',
      path: '/d/db',
      length: 512
    });
    expect(read(`7 fsync(21<${db}>) = -1 EIO (Input/output error)`)).toBeNull();
    expect(read(`7 rename("${escaped('/d/a')}", "${escaped('/d/b')}") = 0`)).toEqual({
      kind: 'rename',
      path: '/d/a',
      to: '/d/b'
    });
    const parts = `[{iov_base="${escaped('ab')}", iov_len=2}, {iov_base="${escaped('cd')}", iov_len=2}], 2`;
    expect(read(`7 writev(22<TCP:[127.0.0.1:80->127.0.0.1:9]>, ${parts}) = 3`)).toEqual({
      kind: 'send',
      path: 'TCP:[127.0.0.1:80->127.0.0.1:9]',
      data: Buffer.from('abc')
    });
  });

  test('joins a call that other threads cut in two, and tells it when it returned', () => {
    const read = createTraceReader();
    const db = escaped('/d/db');
    expect(read(`7 fsync(21<${db}> <unfinished ...>`)).toBeNull();
    expect(read(`8 write(5<${escaped('pipe:[1]')}>, "${escaped('*')}", 1) = 1`)).toBeNull();
    expect(read('7 <... fsync resumed>)          = 0')).toEqual({ kind: 'sync', path: '/d/db' });
  });
});

describe('a disk whose power is cut', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'playground-disk-'));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  const write = (path: string, text: string, offset: number | null = 0): Recorded => ({
    kind: 'write',
    path,
    offset,
    data: Buffer.from(text)
  });

  /** What a file may say after each of many cuts at the end of these calls. */
  function outcomes(name: string, events: Recorded[]): Set<string | null> {
    const { random } = seeded(1);
    const disk = createDisk('/d', random);
    for (const event of events) disk.take(event);
    const found = new Set<string | null>();
    for (let cut = 0; cut < 60; cut++) {
      const into = join(place, String(cut));
      disk.cut(into);
      try {
        found.add(readFileSync(join(into, name), 'utf8'));
      } catch {
        found.add(null); // the name itself did not survive
      }
      rmSync(into, { recursive: true });
    }
    return found;
  }

  test('has everything that was synced', () => {
    const events: Recorded[] = [write('/d/db', 'one'), { kind: 'sync', path: '/d/db' }];
    expect(outcomes('db', events)).toEqual(new Set(['one']));
  });

  test('keeps or drops each write after the sync by itself', () => {
    const events: Recorded[] = [
      write('/d/db', '--'),
      { kind: 'sync', path: '/d/db' } satisfies Recorded,
      write('/d/db', 'a', 0),
      write('/d/db', 'b', 1)
    ];
    expect(outcomes('db', events)).toEqual(new Set(['--', 'a-', '-b', 'ab']));
  });

  test('is not made safe by a sync of another file', () => {
    const events: Recorded[] = [write('/d/wal', 'a'), { kind: 'sync', path: '/d/db' }];
    expect(outcomes('wal', events)).toEqual(new Set(['', 'a']));
  });

  test('tears a write between sectors, never within one', () => {
    const before = '.'.repeat(1024);
    const torn = outcomes('db', [
      write('/d/db', before),
      { kind: 'sync', path: '/d/db' } satisfies Recorded,
      write('/d/db', 'x'.repeat(612), 412)
    ]);
    const halves = [...torn].map((text) => [text?.slice(412, 512), text?.slice(512)]);
    for (const [first, second] of halves) {
      expect(['.'.repeat(100), 'x'.repeat(100)]).toContain(first);
      expect(['.'.repeat(512), 'x'.repeat(512)]).toContain(second);
    }
    expect(torn.size).toBe(4);
  });

  test('may forget a file’s new name until something is synced', () => {
    const events: Recorded[] = [
      write('/d/new', 'n', null),
      { kind: 'sync', path: '/d/new' } satisfies Recorded,
      { kind: 'rename', path: '/d/new', to: '/d/old' }
    ];
    expect(outcomes('old', events)).toEqual(new Set([null, 'n']));
    expect(outcomes('old', [...events, { kind: 'sync', path: '/d' }])).toEqual(new Set(['n']));
  });
});
