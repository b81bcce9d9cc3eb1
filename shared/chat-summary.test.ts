import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planSummary, sentMessages, summarisedTo, summaryRequest } from './chat-summary';
import type { SummarisedRow } from './chat-summary';
import type { MessageSummary } from './message-summary';

const summary = (text: string): MessageSummary => ({
  text,
  model: 'sample/gram',
  outputTokens: 3,
  costNanoUsd: null,
  at: 1
});
const row = (id: string, role: SummarisedRow['role'], text = `Words of ${id}`): SummarisedRow => ({
  id,
  role,
  text,
  parts: [],
  summary: null
});
/** So many turns: a question and its answer. */
const talk = (turns: number) =>
  Array.from({ length: turns }, (_, at) => [
    row(`q${at}`, 'user'),
    row(`a${at}`, 'assistant')
  ]).flat();
const summarised = (path: SummarisedRow[], id: string, text = 'Told shortly') =>
  path.map((one) => (one.id === id ? { ...one, summary: summary(text) } : one));
const textsOf = (path: SummarisedRow[]) => sentMessages(path).map(({ content }) => content);

test('without a summary all messages are sent as they are', () => {
  expect(textsOf(talk(2))).toEqual(talk(2).map(({ text }) => text));
});

test('a summary is sent in the place of what it tells of, before the first message after it', () => {
  const sent = sentMessages(summarised(talk(3), 'a1'));
  expect(sent).toHaveLength(2);
  expect(sent[0]?.role).toBe('user');
  expect(sent[0]?.content).toMatch(/^Summary of .*:\n\nTold shortly\n\n---\n\nWords of q2$/s);
  expect(sent[1]).toEqual({ role: 'assistant', content: 'Words of a2' });
});

test('of two summaries the newer one stands, and without it the older one again', () => {
  const both = summarised(summarised(talk(4), 'a0', 'First'), 'a1', 'Second');
  expect(textsOf(both).join()).toContain('Second');
  expect(textsOf(both).join()).not.toContain('First');
  const undone = both.map((one) => (one.id === 'a1' ? { ...one, summary: null } : one));
  expect(textsOf(undone).join()).toContain('First');
  expect(sentMessages(undone)).toHaveLength(6);
});

test('a branch that leaves before the end of the summary is sent whole', () => {
  const path = summarised(talk(3), 'a1');
  const branch = [...path.slice(0, 2), row('other', 'user')];
  expect(textsOf(branch)).toEqual(['Words of q0', 'Words of a0', 'Words of other']);
});

test('pictures after a summary stay where they are', () => {
  const image = {
    type: 'image' as const,
    mediaType: 'image/png',
    source: { url: 'https://a/b.png' }
  };
  const path = [
    ...summarised(talk(1), 'a0'),
    { ...row('seen', 'user', 'What is this?'), parts: [image] }
  ];
  const [first] = sentMessages(path);
  expect(first?.content).toEqual([
    { type: 'text', text: expect.stringContaining('Told shortly') as string },
    { type: 'text', text: 'What is this?' },
    image
  ]);
});

test('the last two turns are never summarised', () => {
  expect(planSummary(talk(2), null)).toBeNull();
  expect(planSummary(talk(3), null)).toMatchObject({ messageId: 'a0', count: 2 });
  expect(planSummary([...talk(3), row('q3', 'user')], null)?.messageId).toBe('a1');
});

test('the next summary tells of the one before it, and of what came since', () => {
  const plan = planSummary(summarised(talk(6), 'a1', 'Before'), null);
  expect(plan).toMatchObject({ messageId: 'a3', count: 8 });
  expect(plan?.transcript()).toMatch(/^Summary of what came before:\nBefore\n\nUser: Words of q2/);
  expect(plan?.transcript()).not.toContain('q1');
});

test('what is more than the model reads is summarised from its beginning, part by part', () => {
  const long = talk(20).map((one) => ({ ...one, text: 'x'.repeat(400) }));
  const plan = planSummary(long, 1000);
  expect(plan?.count).toBeLessThan(10);
  expect(plan!.transcript().length / 4).toBeLessThan(700);
  const next = planSummary(summarised(long, plan!.messageId), 1000);
  expect(next!.count).toBeGreaterThan(plan!.count);
});

test('the request names files and calls, and keeps the model of the conversation', () => {
  const call = { type: 'toolCall' as const, id: '1', name: 'find', arguments: '{"q":1}' };
  const file = {
    type: 'file' as const,
    mediaType: 'text/csv',
    name: 'a.csv',
    source: { data: '' }
  };
  const path = [
    { ...row('q', 'user'), parts: [file] },
    { ...row('a', 'assistant', ''), parts: [call] },
    ...talk(2)
  ];
  const plan = planSummary(path, null)!;
  const content = summaryRequest(plan, { model: 'c/m' }, 900);
  expect(content.modelConfig).toEqual({ model: 'c/m', maxTokens: 900 });
  expect(content.messages?.[0]?.content).toContain('[a file: a.csv]');
  expect(content.messages?.[0]?.content).toContain('Assistant: [calls find: {"q":1}]');
});

test('whatever is summarised, each message is either told of or sent, and none twice', () => {
  const rows = fc.array(fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const), {
    maxLength: 30
  });
  fc.assert(
    fc.property(rows, fc.option(fc.integer({ min: 1, max: 400 })), (roles, context) => {
      let path = roles.map((role, at) => row(`m${at}.`, role));
      for (let rounds = 0; rounds < 30; rounds += 1) {
        const plan = planSummary(path, context);
        if (!plan) break;
        const before = summarisedTo(path);
        path = summarised(path, plan.messageId, 'S');
        const at = summarisedTo(path);
        expect(at).toBeGreaterThan(before);
        const sent = JSON.stringify(sentMessages(path));
        path.forEach(({ id, text }, index) => {
          expect(sent.includes(text)).toBe(index > at);
          if (index > before && index <= at) expect(plan.transcript()).toContain(`of ${id}`);
        });
      }
    })
  );
});
