import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 } from 'uuid';
import type { Change } from '../db/author.ts';
import { createTestServer, type TestServer } from '../testing/server.ts';
import { createSnapshotRoutes } from './routes.ts';

let server: TestServer;
let at = Date.UTC(2026, 0, 1);
const scope = 'u:ada';

beforeEach(async () => {
  server = createTestServer({ now: () => at++ });
  const { author } = server.sync;
  server.app.route(
    '/',
    createSnapshotRoutes({
      author,
      writer: server.writer,
      now: () => at++,
      newId: v7,
      outputOf: (_scope, runId) => ({
        runId,
        text: 'What came back',
        reasoning: '',
        toolCalls: [],
        logprobs: null
      })
    })
  );
  await write(
    {
      collection: 'prompts',
      id: 'p',
      fields: { kind: 'text', name: 'Tale', text: { content: 'Once', spans: [] } }
    },
    {
      collection: 'versions',
      id: 'v',
      fields: {
        promptId: 'p',
        content: {
          kind: 'text',
          text: 'Once upon',
          systemPrompt: '',
          variables: [],
          modelConfig: { model: 'sample/sample' },
          tools: [],
          outputSchema: null
        }
      }
    },
    {
      collection: 'runs',
      id: 'r',
      fields: { promptId: 'p', versionId: 'v', endedAt: 5, modelAsked: 'sample/sample' }
    },
    { collection: 'conversations', id: 'c', fields: { title: '' } },
    {
      collection: 'messages',
      id: 'm1',
      fields: { conversationId: 'c', role: 'user', text: 'Hello there' }
    },
    {
      collection: 'messages',
      id: 'm2',
      fields: { conversationId: 'c', parentId: 'm1', role: 'assistant', text: 'Hi', runId: 'm2' }
    }
  );
});
afterEach(() => server.close());

const write = (...changes: Change[]) =>
  server.writer.transact(() => server.sync.author.write(scope, changes));

interface Answer {
  snapshot: {
    id: string;
    number: number;
    title: string;
    createdBy: string;
    note: string;
    tags: string[];
    content: { kind: string; text: { content: string }; messages: { content: string }[] };
    output: { text: string } | null;
    facts: { versionId: string | null };
  };
  items: { id: string; number: number; title: string }[];
  nextCursor: string | null;
}
async function ask(method: string, path: string, body?: unknown) {
  const response = await server.app.request(`/v1${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Answer };
}
const take = async (kind: string, id: string, more = {}) =>
  (await ask('POST', '/snapshots', { subject: { kind, id }, ...more })).body.snapshot;

test('a prompt is frozen as it is, each time under the next number, and stays when it changes', async () => {
  const first = await take('prompt', 'p');
  expect(first).toMatchObject({ number: 1, title: 'Tale', createdBy: 'ada', output: null });
  await write({
    collection: 'prompts',
    id: 'p',
    fields: { text: { content: 'Changed', spans: [] } }
  });
  expect(await take('prompt', 'p', { title: 'Later' })).toMatchObject({
    number: 2,
    title: 'Later'
  });
  const { body } = await ask('GET', `/snapshots/${first.id}`);
  expect(body.snapshot.content.text.content).toBe('Once');
});

test('a run is frozen with what was sent and what came back, a conversation with its shown path', async () => {
  expect(await take('run', 'r')).toMatchObject({
    number: 1,
    content: { text: { content: 'Once upon' } },
    output: { text: 'What came back' },
    facts: { versionId: 'v' }
  });
  const talk = await take('conversation', 'c');
  expect(talk.title).toBe('Hello there');
  expect(talk.content.messages.map(({ content }) => content)).toEqual(['Hello there', 'Hi']);
});

test('what is not there cannot be frozen, nor what is still written', async () => {
  expect((await ask('POST', '/snapshots', { subject: { kind: 'prompt', id: 'x' } })).status).toBe(
    404
  );
  await write({ collection: 'runs', id: 'live', fields: { promptId: 'p', versionId: 'v' } });
  const { status } = await ask('POST', '/snapshots', { subject: { kind: 'run', id: 'live' } });
  expect(status).toBe(400);
});

test('tags and the note change, nothing else does, and the trash has it afterwards', async () => {
  const { id } = await take('prompt', 'p');
  const changed = await ask('PATCH', `/snapshots/${id}`, { tags: ['good'], note: 'Sent' });
  expect(changed.body.snapshot).toMatchObject({ tags: ['good'], note: 'Sent' });
  expect((await ask('PATCH', `/snapshots/${id}`, { title: 'Other' })).status).toBe(400);
  expect((await ask('DELETE', `/snapshots/${id}`)).status).toBe(204);
  expect((await ask('GET', `/snapshots/${id}`)).status).toBe(404);
  expect((await ask('GET', '/snapshots')).body.items).toEqual([]);
});

test('a list comes by pages, and by kind, tag and words', async () => {
  for (let n = 0; n < 3; n++) await take('prompt', 'p', { tags: n === 1 ? ['Ünique'] : [] });
  await take('conversation', 'c');
  const all: number[] = [];
  let cursor: string | null = '';
  let pages = 0;
  while (cursor !== null) {
    const { body }: { body: Answer } = await ask(
      'GET',
      `/snapshots?limit=1&kind=prompt${cursor && `&cursor=${cursor}`}`
    );
    all.push(...body.items.map(({ number }) => number));
    cursor = body.nextCursor;
    pages += 1;
  }
  expect(all).toEqual([3, 2, 1]);
  expect(pages).toBe(3);
  const titles = async (query: string) =>
    (await ask('GET', `/snapshots?${query}`)).body.items.map(({ title }) => title);
  expect(await titles('q=hello')).toEqual(['Hello there']);
  expect(await titles('q=unique')).toEqual(['Tale']);
  expect(await titles(`tag=${encodeURIComponent('Ünique')}`)).toEqual(['Tale']);
  expect(await titles(`from=${at + 1000}`)).toEqual([]);
  expect((await ask('GET', '/snapshots?kind=other')).status).toBe(400);
});
