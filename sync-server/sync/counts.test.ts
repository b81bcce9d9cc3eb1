import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server.ts';

let server: TestServer;
beforeEach(() => {
  server = createTestServer();
});
afterEach(() => server.close());

async function counts(): Promise<unknown> {
  const response = await server.request('/v1/sync/counts');
  expect(response.status).toBe(200);
  return ((await response.json()) as { counts: unknown }).counts;
}

test('the server counts what it has of each collection, of the asker’s scope alone', async () => {
  expect(await counts()).toEqual({});
  const preset = (id: string) => ({ collection: 'presets' as const, id, fields: { name: id } });
  await server.writer.transact(() => {
    server.sync.author.write('u:ada', [preset('a'), preset('b')]);
    server.sync.author.write('u:bob', [preset('c')]);
  });
  expect(await counts()).toEqual({ presets: 2 });
});
