import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { blobGraceMs } from '#shared/blob-names';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { createBlobs } from './blobs.ts';
import { createBlobSweep } from './sweep.ts';

const scope = 'u:ada';
const bytesOf = (n: number) => Buffer.from(`file ${n}`);
const hashOf = (n: number) => createHash('sha256').update(bytesOf(n)).digest('hex');
const named = (n: number) => ({ type: 'image', source: { blob: hashOf(n), size: 3 } });

function open(rest: () => Promise<void> = async () => undefined) {
  const { sql } = openDatabase(':memory:');
  let at = 0;
  const deps = { sql, writer: createWriter(sql), now: () => at, rest };
  const blobs = createBlobs(deps);
  let seq = 0;
  const record = sql.prepare(
    `insert or replace into records (scope, collection, id, seq, body, fields, deleted_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, '{}', ?, 0, 0)`
  );
  const revision = sql.prepare(
    `insert into revisions (scope, collection, record_id, path, mid, value, eff, status, at)
     values (?, 'promptMessages', 'm', 'parts', 'x', ?, 0, 'lost', 0)`
  );
  const counter = sql.prepare('insert or replace into scopes (id, seq, min_seq) values (?, ?, 0)');
  return {
    blobs,
    sweep: createBlobSweep(deps),
    later: (ms: number) => (at += ms),
    put: (n: number, who = scope) => blobs.put(who, hashOf(n), bytesOf(n)),
    has: (n: number, who = scope) => blobs.sizeOf(who, hashOf(n)) !== null,
    record(body: unknown, { trashed = false, collection = 'promptMessages', who = scope } = {}) {
      seq += 1;
      counter.run(who, seq);
      record.run(who, collection, `r${seq}`, seq, JSON.stringify(body), trashed ? 1 : null);
    },
    revision: (value: unknown) => revision.run(scope, JSON.stringify(value))
  };
}

const file = fc.integer({ min: 0, max: 6 });
/** Somewhere in a record: a part, a version’s message, JSON within a string, a collection of tomorrow. */
const place = fc.record({
  file,
  where: fc.constantFrom('part', 'content', 'string', 'revision'),
  collection: fc.constantFrom('promptMessages', 'versions', 'messages', 'snapshots', 'zzz'),
  trashed: fc.boolean()
});

test('a file that is named anywhere is never deleted, and one that is named nowhere is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 8 }), async (places) => {
      const server = open();
      for (let n = 0; n < 7; n++) await server.put(n);
      for (const { file: n, where, ...options } of places) {
        if (where === 'revision') server.revision([named(n)]);
        else if (where === 'part') server.record({ parts: [named(n)] }, options);
        else if (where === 'content')
          server.record({ content: { messages: [{ content: [named(n)] }] } }, options);
        else server.record({ text: JSON.stringify({ deep: JSON.stringify(named(n)) }) }, options);
      }
      server.later(blobGraceMs + 1);
      await server.sweep();
      for (let n = 0; n < 7; n++) expect(server.has(n)).toBe(places.some((one) => one.file === n));
    }),
    { numRuns: 60 }
  );
});

test('a file that came within the last day stays, also if it came again', async () => {
  const server = open();
  await server.put(1);
  await server.put(2);
  server.later(blobGraceMs - 1);
  expect([await server.sweep(), server.has(1)]).toEqual([0, true]);
  await server.put(2);
  server.later(2);
  expect([await server.sweep(), server.has(1), server.has(2)]).toEqual([1, false, true]);
});

test('what another person’s records name keeps nobody else’s file', async () => {
  const server = open();
  await server.put(1);
  await server.put(1, 'u:eve');
  server.record({ parts: [named(1)] }, { who: 'u:eve' });
  server.later(blobGraceMs + 1);
  await server.sweep();
  expect([server.has(1), server.has(1, 'u:eve')]).toEqual([false, true]);
});

test('what is named while the sweep reads stays', async () => {
  const server = open(async () => server.record({ parts: [named(1)] }, { collection: 'a' }));
  await server.put(1);
  server.record({}, { collection: 'b' });
  server.later(blobGraceMs + 1);
  expect([await server.sweep(), server.has(1)]).toEqual([0, true]);
});
