import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server.ts';

const minute = 60_000;
let server: TestServer;
let now: number;
beforeEach(() => {
  now = 1_800_000_000_000;
  server = createTestServer({ now: () => now });
});
afterEach(() => server.close());

/** A device that knew of no text of the prompt, or of that of `base`, writes one. */
async function write(clientId: string, cseq: number, content: string, base: string | null = null) {
  const change = { v: { content, spans: [] }, base, baseEff: 0, ts: cseq };
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
  items: { value: { content: string }; by: string | null; status: string; at: number }[];
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

/** Types on over one's own text, a word each second. */
async function type(clientId: string, words: number, from: string | null = null, offset = 0) {
  let base = from;
  for (let at = 1; at <= words; at++) {
    const content = Array.from({ length: at }, (_, word) => `${clientId}${word}`).join(' ');
    await write(clientId, offset + at, content, base);
    base = `${clientId}-${offset + at}`;
    now += 1000;
  }
  return base;
}

test('of what was typed in five minutes the last text is told, word for word, with its time', async () => {
  const last = await type('one', 40);
  now += 10 * minute;
  await type('two', 30, last);
  const { items } = await read('/v1/prompts/p/revisions');
  expect(items.map(({ status, by }) => [status, by])).toEqual([
    ['replaced', 'two'],
    ['replaced', 'one']
  ]);
  expect(items.map(({ value }) => value.content.split(' ').length)).toEqual([29, 40]);
  expect(items[1]?.at).toBe(1_800_000_000_000 + 39_000);
});

test('a text of which much was cut out at once is told, however soon it was typed over', async () => {
  const last = await type('one', 40);
  await write('one', 41, 'Nothing.', last);
  await write('one', 42, 'Nothing. More.', 'one-41');
  const { items } = await read('/v1/prompts/p/revisions');
  expect(items.map(({ value }) => value.content.length)).toEqual([8, 40 * 6 - 11]);
});

test('texts that were merged are told, and the merge once it was typed over', async () => {
  await write('one', 1, 'Soup with salt.\n\nEnd.');
  await write('one', 2, 'Soup with much salt.\n\nEnd.', 'one-1');
  await write('two', 1, 'Soup with salt.\n\nThe end.', 'one-1');
  const told = (page: Page) => page.items.map(({ value, status }) => [status, value.content]);
  const before = told(await read('/v1/prompts/p/revisions'));
  expect(before).toContainEqual(['merged', 'Soup with much salt.\n\nEnd.']);
  expect(before).toContainEqual(['merged', 'Soup with salt.\n\nThe end.']);
  const [row] = server.db.sql.prepare('select fields from records').pluck().all() as string[];
  const { text } = JSON.parse(row ?? '{}') as { text: { mid: string } };
  await write('one', 3, 'Stew.', text.mid);
  const after = told(await read('/v1/prompts/p/revisions'));
  expect(after).toContainEqual(['replaced', 'Soup with much salt.\n\nThe end.']);
});

test('pages of a typed history neither repeat nor leave out a text', async () => {
  let base: string | null = null;
  for (let at = 0; at < 130; at++) {
    base = await type(at % 2 ? 'one' : 'two', 2, base, at * 2);
    now += 3 * minute;
  }
  const times: number[] = [];
  let next: string | null = '';
  while (next !== null) {
    const page: Page = await read(`/v1/prompts/p/revisions${next && `?cursor=${next}`}`);
    times.push(...page.items.map(({ at }) => at));
    next = page.next;
  }
  expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
  expect(times.length).toBeGreaterThan(100);
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
