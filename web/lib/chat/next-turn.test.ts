import { expect, test } from 'vitest';
import type { ModelInfo } from '#shared/models';
import type { MediaPart } from '#shared/message-parts';
import type { ChatRow } from './chat-content';
import { nextTurn, turnOf, whyNotSend } from './next-turn';

const settings = { modelConfig: {}, systemPrompt: '' };
const model = {
  contextTokens: 100,
  input: ['text'],
  params: [],
  oneOf: []
} as unknown as ModelInfo;
const image: MediaPart = {
  type: 'image',
  mediaType: 'image/png',
  source: { blob: 'a'.repeat(64), size: 9 }
};
const row = (id: string, fields: Partial<ChatRow> = {}): ChatRow => ({
  id,
  parentId: null,
  role: 'user',
  text: 'x'.repeat(40),
  parts: [],
  runId: null,
  createdAt: 0,
  deletedAt: null,
  ...fields
});
const summary = { text: 'Short', model: 'm', outputTokens: null, costNanoUsd: null, at: 0 };

test('what is typed and attached counts before it is sent, and is not sent where it cannot fit', () => {
  const path = [row('a')];
  const before = nextTurn(path, { text: '', parts: [] }, settings, model);
  expect(whyNotSend(before)).toBeNull();
  const typed = nextTurn(path, { text: 'y'.repeat(200), parts: [] }, settings, model);
  expect(typed.forecast.tokens - before.forecast.tokens).toBe(50);
  expect(whyNotSend(typed)).toBeNull();
  const long = nextTurn(path, { text: 'y'.repeat(4000), parts: [] }, settings, model);
  expect(long.forecast.over).toBe(910);
  expect(whyNotSend(long)).toContain('by ≈ 910 tokens');
  const seeing = { ...model, input: ['text', 'image'] } as ModelInfo;
  const shown = nextTurn(path, { text: '', parts: [image] }, settings, seeing);
  expect(shown.forecast.tokens).toBeGreaterThan(1000);
});

test('what a model does not read keeps a message from being sent, and says which one has it', () => {
  const attached = nextTurn([row('a')], { text: 'Look', parts: [image] }, settings, model);
  expect(attached.unread?.messageId).toBeNull();
  expect(whyNotSend(attached)).toContain('an image, and this model reads text only. Take it out');
  const path = [row('a', { parts: [image] }), row('b', { role: 'assistant' })];
  const said = { text: 'And now?', parts: [] };
  const earlier = nextTurn(path, said, settings, model);
  expect(earlier.unread?.messageId).toBe('a');
  expect(whyNotSend(earlier)).toContain('Edit that message');
  const told = nextTurn(
    [path[0]!, row('b', { role: 'assistant', summary })],
    said,
    settings,
    model
  );
  expect(told.unread).toBeNull();
  expect(nextTurn(path, said, settings, { ...model, input: null }).unread).toBeNull();
});

test('what is asked again is judged without a new message, as sending is', () => {
  const path = [row('a', { text: 'x'.repeat(800) })];
  const asked = turnOf(path, settings, model);
  expect(asked.forecast.over).toBe(100);
  expect(whyNotSend(asked)).toContain('exceeds what the model reads');
  expect(whyNotSend(turnOf([row('a')], settings, model))).toBeNull();
});
