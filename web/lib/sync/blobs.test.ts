import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '#shared/errors';
import { createApi } from '$lib/api/client';
import { keepBlob } from '$lib/data/blobs';
import { openDatabase } from '$lib/data/db';
import { createBlobs } from '../../../sync-server/blobs/blobs.ts';
import { createBlobRoutes } from '../../../sync-server/blobs/routes.ts';
import { createTestServer } from '../../../sync-server/testing/server.ts';
import { readBlob, sendBlobs } from './blobs';
import { bringingBlobs } from './bring-blobs';

const picture = new Uint8Array([137, 80, 78, 71, 0, 255]);

/** A server with its real routes, and as many devices as are asked for. */
function createWorld() {
  const server = createTestServer();
  const { sql } = server.db;
  const blobs = createBlobs({ sql, writer: server.writer, now: () => 1 });
  server.app.route('/', createBlobRoutes(blobs));
  let away = false;
  const api = createApi({
    fetch: async (path, init) => {
      if (away) throw new TypeError('no network');
      return server.request(path, init);
    }
  });
  const device = (name: string) => openDatabase(name, { indexedDB: new IDBFactory(), IDBKeyRange });
  return { api, device, sql, goAway: (is: boolean) => void (away = is) };
}

test('a file kept offline is on the other device once both were online', async () => {
  const { api, device, goAway } = createWorld();
  const [laptop, phone] = [device('laptop'), device('phone')];
  goAway(true);
  const { hash, size } = await keepBlob(laptop, picture, 1);
  expect(size).toBe(picture.length);
  await expect(sendBlobs(laptop, api)).rejects.toMatchObject({ code: 'OFFLINE' });
  expect(await readBlob(laptop, api, hash, 1)).toEqual(picture);
  goAway(false);
  expect(await sendBlobs(laptop, api)).toBe(1);
  expect(await sendBlobs(laptop, api)).toBe(0);
  expect(await readBlob(phone, api, hash, 2)).toEqual(picture);
  goAway(true);
  expect(await readBlob(phone, api, hash, 3)).toEqual(picture);
});

test('the same file is kept once, and one that is too large is refused by name of its limit', async () => {
  const { device } = createWorld();
  const db = device('laptop');
  await keepBlob(db, picture, 1);
  await keepBlob(db, picture.slice(), 2);
  expect(await db.blobs.count()).toBe(1);
  const large = keepBlob(db, new Uint8Array(20 * 1024 * 1024 + 1), 1);
  await expect(large).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    detail: expect.any(String)
  });
});

test('a request refused for a file is made again with it, and only as often as that helps', async () => {
  const { api, device, sql } = createWorld();
  const db = device('laptop');
  const { hash } = await keepBlob(db, picture, 1);
  let asked = 0;
  const missing = (lacking: string) => new AppError('BLOB_MISSING', { facts: { hash: lacking } });
  const has = sql.prepare('select count(*) from blobs where hash = ?').pluck();
  const door = bringingBlobs(
    {
      ...api,
      post: async () => {
        asked += 1;
        if (has.get(hash) === 0) throw missing(hash);
        return { runId: 'r1' } as never;
      }
    },
    db
  );
  expect(await door.post('/v1/runs', {}, z.unknown())).toEqual({ runId: 'r1' });
  expect(asked).toBe(2);

  const elsewhere = bringingBlobs({ ...api, post: () => Promise.reject(missing('ff')) }, db);
  await expect(elsewhere.post('/v1/runs', {}, z.unknown())).rejects.toMatchObject({
    code: 'BLOB_MISSING'
  });
});

test('bytes that are not those of their hash are not taken from the server', async () => {
  const { api, device } = createWorld();
  const wrong = { ...api, raw: async () => new Response(new Uint8Array([1, 2])) };
  await expect(readBlob(device('laptop'), wrong, 'ab'.repeat(32), 1)).rejects.toMatchObject({
    code: 'INTERNAL'
  });
});
