import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stored } from '#shared/apply';
import { createTestServer, type TestServer } from '../testing/server.ts';
import { prepareTexts } from './texts.ts';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const start = Math.floor(1_800_000_000_000 / (10 * minute)) * 10 * minute;

let server: TestServer;
let now: number;
let count: number;
function open() {
  now = start;
  count = 0;
  server = createTestServer({ now: () => now });
}
beforeEach(open);
afterEach(() => server.close());

async function write(clientId: string, content: string, base: string | null): Promise<string> {
  const mid = `m${++count}`;
  const text = { v: { content, spans: [] }, base, baseEff: 0, ts: now };
  const own = { scope: 'u:ada', collection: 'prompts', id: 'p', sv: 1, op: 'create' };
  const response = await server.request('/v1/sync/push', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId, mutations: [{ mid, cseq: count, ...own, set: { text } }] })
  });
  expect(response.status).toBe(200);
  return mid;
}

function stored(): Stored {
  const row = server.db.sql.prepare('select body, fields from records').get() as {
    body: string;
    fields: string;
  };
  return { body: JSON.parse(row.body), stamps: JSON.parse(row.fields) } as Stored;
}

/** Every text that is kept, by its mid, as it reads back. */
function kept(): Map<string, string | undefined> {
  const { textOf } = prepareTexts(server.db.sql);
  const path = { scope: 'u:ada', collection: 'prompts', id: 'p', path: 'text' };
  const mids = server.db.sql
    .prepare("select mid from revisions where collection = 'prompts' order by id")
    .pluck()
    .all() as string[];
  const read = (mid: string) =>
    (textOf(path, mid, stored()) as { content: string } | undefined)?.content;
  return new Map(mids.map((mid) => [mid, read(mid)]));
}

async function type(clientId: string, words: number, from: string | null): Promise<string | null> {
  let base = from;
  for (let word = 1; word <= words; word++) {
    base = await write(clientId, `${clientId} ${'word '.repeat(word)}`, base);
    now += second;
  }
  return base;
}

test('of what was typed over a day ago the last of each author and ten minutes stays', async () => {
  const one = await type('one', 300, null);
  const two = await type('two', 30, one);
  now += 10 * minute;
  const later = await type('one', 20, two);
  await write('one', 'now', later);
  await server.sync.tidy();
  expect(kept().size).toBe(350);
  now += day + 10 * minute;
  const before = kept();
  await server.sync.tidy();
  expect([...kept()]).toEqual(['m300', 'm330', 'm350'].map((mid) => [mid, before.get(mid)]));
  expect(before.get('m300')).toBe(`one ${'word '.repeat(300)}`);
});

test('what is younger than a day stays, and goes when its day has come', async () => {
  const base = await type('one', 10, null);
  now += 20 * minute;
  await type('one', 10, base);
  now += day;
  await server.sync.tidy();
  const young = Array.from({ length: 9 }, (_, at) => `m${at + 11}`);
  expect([...kept().keys()]).toEqual(['m9', 'm10', ...young]);
  now += 10 * minute;
  await server.sync.tidy();
  expect([...kept().keys()]).toEqual(['m10', 'm19']);
});

test('a text that stood for a minute stays: who is away may build on it, and is merged', async () => {
  const seen = await write('one', 'Soup with salt.\n\nEnd.', null);
  now += 2 * minute;
  await write('one', 'Soup with much salt.\n\nEnd.', seen);
  now += 2 * day;
  await server.sync.tidy();
  await write('two', 'Soup with salt.\n\nThe end.', seen);
  expect(stored().body.text).toMatchObject({ content: 'Soup with much salt.\n\nThe end.' });
});

test('whatever was written and whenever it is thinned out, what stays reads back verbatim', async () => {
  const step = fc.record({
    who: fc.constantFrom('one', 'two', 'three'),
    /** How far back among the mids the author's base lies. */
    back: fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat({ max: 9 }) }
    ),
    content: fc.oneof(fc.string({ maxLength: 12 }), fc.string({ minLength: 40, maxLength: 60 })),
    anew: fc.nat({ max: 5 }),
    pause: fc.constantFrom(second, second, second, 30 * second, 8 * minute, day)
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      await server.close();
      open();
      const mids: string[] = [];
      let text = 'A pot of soup, for four.';
      for (const { who, back, content, anew, pause } of steps) {
        if (anew === 0) text = '';
        const cut = content.length % (text.length + 1);
        text = text.slice(0, cut) + content + text.slice(cut + 2);
        mids.push(await write(who, text, mids.at(-1 - back) ?? null));
        now += pause;
        const before = kept();
        await server.sync.tidy();
        const after = kept();
        for (const [mid, value] of after) expect(value).toBe(before.get(mid));
      }
      now += 2 * day;
      const before = kept();
      await server.sync.tidy();
      for (const [mid, value] of kept()) {
        expect(value).toBeDefined();
        expect(value).toBe(before.get(mid));
      }
      const once = [...kept()];
      server.db.sql.prepare("delete from meta where key = 'thinnedTo'").run();
      await server.sync.tidy();
      expect([...kept()]).toEqual(once);
    }),
    { numRuns: 25 }
  );
});
