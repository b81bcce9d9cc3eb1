import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { mostBlobBytes } from '#shared/message-parts';
import { openDatabase } from '../db/open.ts';
import { createWriter } from '../db/writer.ts';
import { onError } from '../http/problem.ts';
import type { Env, Principal } from '../http/route.ts';
import { createBlobs } from './blobs.ts';
import { createBlobRoutes } from './routes.ts';
import { testPrincipal } from '../testing/principal.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255, 128]);

function createTestApp() {
  const { sql } = openDatabase(':memory:');
  const blobs = createBlobs({ sql, writer: createWriter(sql), now: () => 1 });
  const routes = createBlobRoutes(blobs);
  const appOf = (principal: Principal | null) => {
    const app = new Hono<Env>();
    app.onError(onError(pino({ level: 'silent' })));
    app.use(async (c, next) => {
      c.set('principal', principal);
      c.set('requestId', 'test');
      c.set('timing', []);
      await next();
    });
    return app.route('/', routes);
  };
  const of = (scope: string) => appOf(testPrincipal({ userId: scope, scope }));
  return { sql, of, nobody: appOf(null), app: of('u:ada') };
}

function put(app: Hono<Env>, hash: string, bytes: Uint8Array<ArrayBuffer>, type?: string) {
  return app.request(`/v1/blobs/${hash}`, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': type ?? 'application/octet-stream' }
  });
}

test('a file is given back byte for byte, and kept once', async () => {
  const { app, sql } = createTestApp();
  const hash = hashOf(picture);
  const first = await put(app, hash, picture);
  expect([first.status, await first.json()]).toEqual([201, { hash, size: picture.length }]);
  expect((await put(app, hash, picture)).status).toBe(200);
  const answer = await app.request(`/v1/blobs/${hash}`);
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(picture);
  expect(sql.prepare('select count(*) from blobs').pluck().get()).toBe(1);
});

test('a file is never given out as a page, whatever it holds', async () => {
  const { app } = createTestApp();
  const page = new TextEncoder().encode('<script>alert(1)</script>');
  await put(app, hashOf(page), page);
  const { headers } = await app.request(`/v1/blobs/${hashOf(page)}`);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toBe('attachment');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
});

test('bytes that are not those of the hash are refused', async () => {
  const { app } = createTestApp();
  const other = hashOf(new Uint8Array([1]));
  expect(await (await put(app, other, picture)).json()).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await app.request(`/v1/blobs/${other}`)).status).toBe(404);
});

test('what is no hash, no file or too large is refused', async () => {
  const { app } = createTestApp();
  expect((await put(app, '../secret', picture)).status).toBe(404);
  expect((await put(app, 'ab', picture)).status).toBe(400);
  expect((await put(app, hashOf(picture), picture, 'application/json')).status).toBe(400);
  const large = new Uint8Array(mostBlobBytes + 1);
  expect((await put(app, hashOf(large), large)).status).toBe(413);
});

test('what one person keeps is not there for another, and nobody unknown may ask', async () => {
  const { app, of, nobody } = createTestApp();
  const hash = hashOf(picture);
  await put(app, hash, picture);
  expect((await of('u:eve').request(`/v1/blobs/${hash}`)).status).toBe(404);
  expect((await nobody.request(`/v1/blobs/${hash}`)).status).toBe(401);
  expect((await put(nobody, hash, picture)).status).toBe(401);
});
