import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { contentOf, createHarness } from './testing/harness.ts';

type Harness = ReturnType<typeof createHarness>;

const asked: Partial<PromptContent> = {
  kind: 'messages',
  text: '',
  messages: [{ role: 'user', content: 'Which one wins?' }]
};
const turn = (more: object = {}) => ({
  content: contentOf('', asked),
  conversationId: 'c1',
  messageId: 'm1',
  ...more
});

function addConversation(h: Harness, scope = 'me') {
  h.author.write(scope, [{ collection: 'conversations', id: 'c1', fields: { deletedAt: null } }]);
}

async function begin(h: Harness, headers: Record<string, string> = {}) {
  const answer = await h.post('/v1/runs', turn(), headers);
  await h.time.settle();
  return ((await answer.json()) as { runId: string }).runId;
}

test('the answer becomes a message of the conversation, under the id of its run', async () => {
  const h = createHarness();
  addConversation(h);
  const runId = await begin(h);
  h.provider.last().say('Neither clock.');
  await h.time.advance(300);
  expect(h.author.read('me', 'runs', runId)).toMatchObject({
    conversationId: 'c1',
    messageId: 'm1',
    promptId: null,
    versionId: null
  });
  expect(h.author.find('me', 'messages', {})).toEqual([]);
  h.provider.last().end();
  await h.time.settle();
  expect(h.author.find('me', 'messages', {})).toMatchObject([
    {
      id: runId,
      runId,
      conversationId: 'c1',
      parentId: 'm1',
      role: 'assistant',
      text: 'Neither clock.',
      parts: []
    }
  ]);
});

test('what came before a stop is a message, and nothing at all is none', async () => {
  const h = createHarness();
  addConversation(h);
  const stopped = await begin(h);
  h.provider.last().say('Neither clock.');
  await h.time.advance(50);
  await h.post(`/v1/runs/${stopped}/cancel`, { seen: 7 });
  await h.time.settle();
  const silent = await begin(h);
  await h.post(`/v1/runs/${silent}/cancel`, {});
  await h.time.settle();
  expect(h.author.find('me', 'messages', {})).toMatchObject([{ id: stopped, text: 'Neither' }]);
});

test('what a crash interrupted is a message after the restart, once', async () => {
  const h = createHarness();
  addConversation(h);
  const runId = await begin(h);
  h.provider.last().say('Neither clock');
  await h.time.advance(300);
  await h.boot().reap();
  await h.boot().reap();
  expect(h.author.find('me', 'messages', {})).toMatchObject([
    { id: runId, text: 'Neither clock', parentId: 'm1' }
  ]);
});

test('a turn sent again under its key is answered once', async () => {
  const h = createHarness();
  addConversation(h);
  const key = { 'idempotency-key': 'k-1' };
  const first = await begin(h, key);
  expect(await begin(h, key)).toBe(first);
  expect(h.provider.calls).toHaveLength(1);
});

test('a conversation of another, a deleted one and one that never was answer alike', async () => {
  const h = createHarness();
  addConversation(h, 'another');
  const foreign = await h.post('/v1/runs', turn());
  const unknown = await h.post('/v1/runs', turn({ conversationId: 'c9' }));
  h.author.write('me', [{ collection: 'conversations', id: 'c1', fields: { deletedAt: 5 } }]);
  const deleted = await h.post('/v1/runs', turn());
  const answers = await Promise.all(
    [foreign, unknown, deleted].map(async (answer) => {
      const { code, detail } = (await answer.json()) as { code: string; detail?: string };
      return { status: answer.status, code, detail };
    })
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  expect(h.provider.calls).toHaveLength(0);
});

test('half a turn, and a temporary one, are refused', async () => {
  const h = createHarness();
  addConversation(h);
  for (const more of [{ messageId: undefined }, { store: false }, { promptId: 'p1' }])
    expect((await h.post('/v1/runs', turn(more))).status).toBe(400);
});
