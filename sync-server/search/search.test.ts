import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultsOf } from '#shared/defaults';
import type { SearchAnswer } from '#shared/search-hit';
import type { Change } from '../db/author.ts';
import { openDatabase, type Db } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import { createTestServer, type TestServer } from '../testing/server.ts';
import { testPrincipal } from '../testing/principal.ts';
import { createSearch, type Search } from './search.ts';

let time = Date.UTC(2026, 0, 1);
const servers: { close(): Promise<void> }[] = [];
let server: TestServer;
let search: Search;

function searchOf(db: Db, writer: Writer): Search {
  return createSearch({
    sql: db.sql,
    writer,
    rest: () => Promise.resolve(),
    every: () => () => undefined,
    report: (error) => {
      throw error;
    }
  });
}

/** A server whose search is mounted once its database is there. */
function open(folder?: string) {
  const made = createTestServer({
    ...(folder ? { folder } : {}),
    now: () => ++time,
    principal: testPrincipal({ scope: 'u:ada' })
  });
  servers.push(made);
  const its = searchOf(made.db, made.writer);
  made.app.route('/', its.routes);
  return { made, its };
}

beforeEach(() => {
  ({ made: server, its: search } = open());
});
afterEach(async () => {
  for (const each of servers.splice(0)) await each.close();
});

const write = (scope: string, ...changes: Change[]) =>
  server.writer.transact(() => server.sync.author.write(scope, changes));
const prompt = (id: string, fields: Partial<Record<string, unknown>>): Change =>
  ({ collection: 'prompts', id, fields: { ...defaultsOf('prompts'), ...fields } }) as Change;
const message = (id: string, text: string, conversationId = 'c'): Change => ({
  collection: 'messages',
  id,
  fields: { ...defaultsOf('messages'), conversationId, role: 'user', text }
});

async function ask(q: string, more = ''): Promise<SearchAnswer> {
  const response = await server.request(`/v1/search?q=${encodeURIComponent(q)}${more}`);
  expect(response.status).toBe(200);
  return (await response.json()) as SearchAnswer;
}
const ids = async (q: string, more = '') => (await ask(q, more)).items.map(({ id }) => id);

test('what was written a moment ago is found, by words, beginnings and phrases', async () => {
  await write(
    'u:ada',
    prompt('p1', { name: 'Crème brûlée', text: { content: 'Burn the sugar slowly.', spans: [] } }),
    prompt('p2', { name: 'Toast', systemPrompt: 'You burn bread. Slowly the sugar melts.' })
  );
  expect(await ids('creme')).toEqual(['p1']);
  expect(await ids('sug slow')).toEqual(['p2', 'p1']);
  expect(await ids('"sugar slowly"')).toEqual(['p1']);
  expect(await ids('burn -toast')).toEqual(['p1']);
  const [hit] = (await ask('sugar')).items;
  expect(hit).toMatchObject({ kind: 'prompt', title: { text: 'Toast', ranges: [] } });
  expect(hit?.excerpt.ranges.map(([from, to]) => hit.excerpt.text.slice(from, to))).toEqual([
    'sugar'
  ]);
});

test('a name counts more than what is said, a whole word more than a beginning, then the newest', async () => {
  await write('u:ada', message('m1', 'a cat'));
  await write('u:ada', message('m2', 'a cat'));
  await write('u:ada', message('m3', 'a catalogue'), prompt('p1', { name: 'Catalogue' }));
  await write('u:ada', prompt('p2', { name: 'Cat' }));
  expect(await ids('cat')).toEqual(['p2', 'p1', 'm2', 'm1', 'm3']);
});

test('filters ask about a record and what it belongs to', async () => {
  await write(
    'u:ada',
    {
      collection: 'projects',
      id: 'outer',
      fields: { ...defaultsOf('projects'), name: 'Big Kitchen' }
    },
    {
      collection: 'projects',
      id: 'inner',
      fields: { ...defaultsOf('projects'), name: 'Sweets', parentId: 'outer' }
    },
    prompt('p1', { name: 'Cake', projectId: 'inner', tags: ['Draft'] }),
    {
      collection: 'runs',
      id: 'r1',
      fields: {
        promptId: 'p1',
        status: 'failed',
        modelAsked: 'sample/brief',
        preview: 'A cake',
        costNanoUsd: 20_000_000,
        inputTokens: 5,
        outputTokens: 7,
        startedAt: time
      }
    }
  );
  expect(await ids('cake')).toEqual(['p1', 'r1']);
  expect(await ids('tag:draft kind:run')).toEqual(['r1']);
  expect(await ids('in:kitchen kind:prompt')).toEqual(['p1']);
  expect(await ids('in:sweets status:fail model:brief cost:>0.01 tokens:12')).toEqual(['r1']);
  expect(await ids('cake -kind:run')).toEqual(['p1']);
  expect(await ids('cake', '&kind=run')).toEqual(['r1']);
  expect(await ids('cake cost:>0.02')).toEqual([]);
  expect(await ids('cake before:2025')).toEqual([]);
});

test('the trash is searched only when it is asked for', async () => {
  await write('u:ada', prompt('p1', { name: 'Gone cat' }), {
    collection: 'promptMessages',
    id: 'm1',
    fields: { ...defaultsOf('promptMessages'), promptId: 'p1', text: 'A cat speaks' }
  });
  await write('u:ada', { collection: 'prompts', id: 'p1', fields: { deletedAt: time } });
  expect(await ids('cat')).toEqual([]);
  expect(await ids('cat in:trash')).toEqual(['p1', 'm1']);
});

test('another organization’s text is never found, and is not counted', async () => {
  await write('o:other', message('theirs', 'the secret cat'));
  await write('u:ada', message('mine', 'a cat'));
  expect(await ids('cat')).toEqual(['mine']);
  expect(await ids('-nothing')).toEqual(['mine']);
  const answer = await ask('secret');
  expect(answer).toEqual({ items: [], nextCursor: null, hints: [], behind: 0 });
  expect(await ids('"u:ada"')).toEqual([]);
});

test('a run is found by what it wrote, until that is deleted', async () => {
  const { sql } = server.db;
  await write('u:ada', {
    collection: 'runs',
    id: 'r1',
    fields: { status: 'done', preview: 'It begins' }
  });
  const body = JSON.stringify({ runId: 'r1', text: 'It begins and ends with a walrus' });
  sql.prepare("insert into run_outputs values ('r1', 'u:ada', ?)").run(body);
  expect(await ids('walrus')).toEqual(['r1']);
  sql.prepare('delete from run_outputs').run();
  expect(sql.prepare(`select count(*) from search_index('walrus')`).pluck().get()).toBe(0);
  expect(await ids('walrus')).toEqual([]);
  expect(await ids('begins')).toEqual(['r1']);
});

test('what is deleted for ever leaves the index in the same transaction, and nothing of it the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'search-'));
  try {
    ({ made: server, its: search } = open(folder));
    const many = Array.from({ length: 40 }, (_, at) => message(`m${at}`, `filler word${at}`));
    await write('u:ada', message('m', 'the quokkacanary stands here'), ...many);
    expect(await ids('quokkacanary')).toEqual(['m']);
    const { sql } = server.db;
    await server.writer.transact(() => sql.prepare("delete from records where id = 'm'").run());
    expect(await ids('quokkacanary')).toEqual([]);
    sql.pragma('wal_checkpoint(TRUNCATE)');
    for (const name of readdirSync(folder).filter((each) => each.startsWith('playground.sqlite'))) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.includes('quokkacanary'), name).toBe(false);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('pages follow each other without gap or repeat, also while new things come', async () => {
  const all = Array.from({ length: 25 }, (_, at) => message(`m${100 + at}`, `cat ${at}`));
  for (const each of all) await write('u:ada', each);
  const wanted = await ids('cat', '&limit=100');
  const met: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: SearchAnswer = await ask('cat', `&limit=7${cursor && `&cursor=${cursor}`}`);
    met.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    await write('u:ada', message(`n${met.length}`, 'cat'));
  }
  expect(met).toEqual(wanted);
  expect((await server.request('/v1/search?q=cat&cursor=nonsense')).status).toBe(400);
});

test('an index that was lost is built anew, and a database of before is indexed', async () => {
  await write('u:ada', message('m1', 'a cat'));
  await search.keeper.rebuild();
  expect(await search.keeper.catchUp(null, 100)).toBe(0);
  expect(await ids('cat')).toEqual(['m1']);
});

test('an index whose words were told apart otherwise is built anew, once', async () => {
  await write('u:ada', message('m1', 'GROẞ'));
  const { sql } = server.db;
  const marks = () => sql.prepare('select count(*) from search_marks').pluck().get();
  await search.keeper.catchUp(null, 100);
  sql.prepare("insert or replace into meta (key, value) values ('search-words', '1')").run();
  sql.prepare("update search_index set body = 'groß'").run();
  expect(await ids('gross')).toEqual([]);
  await search.keeper.renew();
  expect(await ids('gross')).toEqual(['m1']);
  await search.keeper.renew();
  expect(marks()).toBe(0);
});

test('a new database has no marks, so that an idle server has nothing to do', () => {
  const { sql } = openDatabase(':memory:');
  expect(sql.prepare('select count(*) from search_marks').pluck().get()).toBe(0);
  sql.close();
});
