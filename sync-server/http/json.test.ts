import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { json } from './json.ts';
import type { Env } from './route.ts';

const long = { words: 'many words '.repeat(4000) };
const app = new Hono<Env>();
app.get('/long', (c) => json(c, long));
app.get('/short', (c) => json(c, { words: 'few' }));
app.get('/made', (c) => {
  c.status(201);
  return json(c, null);
});
const packed = { headers: { 'accept-encoding': 'br, gzip' } };

test('a long answer goes out packed to who can unpack it', async () => {
  const response = await app.request('/long', packed);
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.length).toBeLessThan(5000);
  expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(long);
});

test('who cannot unpack is answered in plain JSON', async () => {
  const response = await app.request('/long');
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.json()).toEqual(long);
});

test('a short answer is not packed', async () => {
  const response = await app.request('/short', packed);
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ words: 'few' });
});

test('the status a handler has chosen stays', async () => {
  const response = await app.request('/made', packed);
  expect(response.status).toBe(201);
  expect(await response.json()).toBeNull();
});
