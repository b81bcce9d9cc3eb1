import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { openDatabase } from './open.ts';
import { createWriter } from './writer.ts';

function setUp() {
  const { sql } = openDatabase(':memory:');
  sql.exec('create table t (v integer)');
  const rows = () => sql.prepare('select v from t order by v').pluck().all();
  return { sql, rows, writer: createWriter(sql) };
}

test('units queued together are committed together, each answered with its own value', async () => {
  const { sql, rows, writer } = setUp();
  const insert = sql.prepare('insert into t values (?)');
  const answers = await Promise.all(
    [1, 2, 3].map((v) =>
      writer.transact(() => {
        insert.run(v);
        return v * 10;
      })
    )
  );
  expect(answers).toEqual([10, 20, 30]);
  expect(rows()).toEqual([1, 2, 3]);
});

test('a unit that throws is undone alone', async () => {
  const { sql, rows, writer } = setUp();
  const insert = sql.prepare('insert into t values (?)');
  const outcomes = await Promise.allSettled([
    writer.transact(() => insert.run(1)),
    writer.transact(() => {
      insert.run(2);
      throw new AppError('CONFLICT');
    }),
    writer.transact(() => insert.run(3))
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rows()).toEqual([1, 3]);
});

test('a full disk rejects what was not committed, and writing goes on once there is room', async () => {
  const { sql, rows, writer } = setUp();
  const pages = sql.pragma('page_count', { simple: true }) as number;
  sql.pragma(`max_page_count = ${pages + 2}`);
  const big = sql.prepare('insert into t values (zeroblob(200000))');
  await expect(writer.transact(() => big.run())).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(rows()).toEqual([]);
  sql.pragma('max_page_count = 100000');
  await writer.transact(() => sql.prepare('insert into t values (7)').run());
  expect(rows()).toEqual([7]);
});

test('idle waits for everything queued', async () => {
  const { sql, rows, writer } = setUp();
  const insert = sql.prepare('insert into t values (?)');
  for (let v = 0; v < 200; v++) void writer.transact(() => insert.run(v));
  await writer.idle();
  expect(rows()).toHaveLength(200);
});
