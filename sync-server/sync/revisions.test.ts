import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server.ts';

let server: TestServer;
beforeEach(() => {
  server = createTestServer();
});
afterEach(() => server.close());

/** A device that knew of no text of the prompt writes one. */
async function write(clientId: string, cseq: number, content: string) {
  const change = { v: { content, spans: [] }, base: null, baseEff: 0, ts: cseq };
  const mid = `${clientId}-${cseq}`;
  const own = { scope: 'u:ada', collection: 'prompts', id: 'p', sv: 1, op: 'create' };
  const response = await server.request('/v1/sync/push', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, mutations: [{ mid, cseq, ...own, set: { text: change } }] })
  });
  expect(response.status).toBe(200);
}

interface Page {
  items: { value: { content: string }; by: string | null }[];
  next: string | null;
}
async function read(path: string): Promise<Page> {
  const response = await server.request(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

test('a text that does not stand is listed with who wrote it', async () => {
  await write('one', 1, 'First.');
  await write('two', 2, 'Second.');
  const { items } = await read('/v1/prompts/p/revisions');
  expect(items.map(({ value, by }) => [value.content, by])).toContainEqual(['First.', 'one']);
});

test('a long history comes in pages, newest first, and each text once', async () => {
  const count = 120;
  for (let at = 1; at <= count; at++) await write(`c${at}`, at, `Text ${at}.`);
  const contents: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: Page = await read(`/v1/prompts/p/revisions${next && `?cursor=${next}`}`);
    contents.push(...page.items.map(({ value }) => value.content));
    next = page.next;
  }
  expect(new Set(contents).size).toBe(contents.length);
  expect(contents.length).toBeGreaterThanOrEqual(count - 1);
});

test('another prompt has none, and a cursor that is none is refused', async () => {
  await write('one', 1, 'First.');
  await write('two', 2, 'Second.');
  expect((await read('/v1/prompts/q/revisions')).items).toEqual([]);
  expect((await server.request('/v1/prompts/p/revisions?cursor=x')).status).toBe(400);
});
