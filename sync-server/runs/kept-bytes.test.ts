import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import type { MessagePart } from '#shared/message-parts';
import { contentOf, createHarness } from './testing/harness.ts';

const bytes = Buffer.from('a picture');
const hash = createHash('sha256').update(bytes).digest('hex');
const asking = (...parts: MessagePart[]): PromptContent =>
  contentOf('', { kind: 'messages', messages: [{ role: 'user', content: parts }] });
const question: MessagePart = { type: 'text', text: 'What is this?' };
const image: MessagePart = { type: 'image', mediaType: 'image/png', source: { blob: hash } };

const post = (h: ReturnType<typeof createHarness>, content: PromptContent) =>
  h.post('/v1/prompts/p1/execute', { content, variableValues: {} });

test('the model is sent the bytes, and the version keeps only their hash', async () => {
  const h = createHarness();
  await h.blobs.put('me', hash, bytes);
  expect((await post(h, asking(question, image))).status).toBe(201);
  await h.time.settle();
  const [call] = h.provider.calls;
  expect(call?.call.messages[0]?.content).toEqual([
    question,
    { ...image, source: { data: bytes.toString('base64') } }
  ]);
  const [version] = h.author.find('me', 'versions', {});
  expect(JSON.stringify(version)).toContain(hash);
  expect(JSON.stringify(version)).not.toContain(bytes.toString('base64'));
});

test('a run whose file has not come is refused by name before anything begins', async () => {
  const h = createHarness();
  const file: MessagePart = {
    type: 'file',
    mediaType: 'application/pdf',
    name: 'menu.pdf',
    source: { blob: hash }
  };
  const answer = await post(h, asking(question, file));
  expect([answer.status, await answer.json()]).toMatchObject([
    409,
    { code: 'BLOB_MISSING', detail: 'It is “menu.pdf” of message 1.', hash }
  ]);
  await h.time.settle();
  expect(h.provider.calls).toHaveLength(0);
});

test('another person’s file is not there', async () => {
  const h = createHarness();
  await h.blobs.put('someone else', hash, bytes);
  expect((await post(h, asking(image))).status).toBe(409);
});
