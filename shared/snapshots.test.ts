import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatMessage, Conversation, Prompt, PromptMessage, Run } from '#shared/collections';
import { collections } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { promptContent } from '#shared/prompt-content';
import {
  filledPromptOf,
  promptOfSnapshot,
  snapshotOfConversation,
  snapshotOfPrompt,
  snapshotOfRun,
  snapshotTexts,
  titleFor
} from '#shared/snapshots';

const times = { createdAt: 1, updatedAt: 1, deletedAt: null };
const run = (given: Partial<Run> = {}): Run => ({
  ...defaultsOf('runs'),
  id: 'run',
  ...times,
  modelAsked: 'sample/sample',
  modelAnswered: 'sample-1',
  ...given
});
const prompt = (given: Partial<Prompt> = {}): Prompt => ({
  ...defaultsOf('prompts'),
  id: 'p',
  ...times,
  ...given
});

const text = fc.string({ maxLength: 40 });
const role = fc.constantFrom('system', 'user', 'assistant', 'tool' as const);
const part = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }),
  fc.record({
    type: fc.constant('toolCall' as const),
    id: text,
    name: text,
    arguments: text
  }),
  fc.record({
    type: fc.constant('image' as const),
    mediaType: fc.constant('image/png'),
    source: fc.constant({ blob: 'a'.repeat(64), size: 3 })
  })
);
const parts = fc.array(part, { maxLength: 2 });
const spans = fc
  .array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 3 })
  .map((all) => all.map(([from, to]) => ({ from, to: from + to, runId: 'r' })));
const promptRow = fc.record({ role, text, parts }).map((row): PromptMessage => ({
  ...defaultsOf('promptMessages'),
  id: 'm',
  promptId: 'p',
  ...times,
  ...row
}));
const prompts = fc
  .record({
    kind: fc.constantFrom('text' as const, 'messages' as const),
    text: fc.record({ content: text, spans }),
    systemPrompt: text,
    modelConfig: fc.record({ model: fc.constant('sample/sample'), temperature: fc.nat(2) })
  })
  .map(prompt);
const seen = {
  title: ' Haiku ',
  values: { topic: 'autumn' },
  version: null,
  run: null,
  output: null,
  takenAt: 7
};
const fits = (fields: object) =>
  Object.entries(collections.snapshots.fields)
    .filter(([name]) => name !== 'number' && name !== 'createdBy')
    .map(([name, schema]) => [
      name,
      schema.safeParse(fields[name as keyof typeof fields]).error?.issues[0]
    ])
    .filter(([, issue]) => issue !== undefined);

describe('a prompt', () => {
  test('is whole in its snapshot: the prompt comes out as it went in, and the marks of its text too', () => {
    fc.assert(
      fc.property(prompts, fc.array(promptRow, { maxLength: 4 }), (one, given) => {
        const rows = given.map((row, at) => ({ ...row, id: `m${at}`, position: `a${at}` }));
        const snapshot = snapshotOfPrompt(one, rows, seen);
        expect(fits(snapshot)).toEqual([]);
        expect(promptOfSnapshot(snapshot)).toEqual(promptContent(one, rows));
        expect(snapshot.content.text).toEqual(one.text);
        expect(snapshot.content.values).toEqual({ topic: 'autumn' });
        expect(snapshot.title).toBe('Haiku');
      })
    );
  });

  test('edited later leaves the snapshot as it was', () => {
    const one = prompt({
      text: { content: 'before', spans: [{ from: 0, to: 6, runId: null }] },
      modelConfig: { stopSequences: ['a'] }
    });
    const { content } = snapshotOfPrompt(one, [], seen);
    one.text.spans.push({ from: 1, to: 2, runId: null });
    expect(content.text.spans).toHaveLength(1);
  });

  test('with messages keeps the answer beside it, a text has its own inside', () => {
    const output = { text: 'An answer', reasoning: '', toolCalls: [] };
    const of = (kind: Prompt['kind']) =>
      snapshotOfPrompt(prompt({ kind }), [], { ...seen, run: run(), output });
    expect(of('messages').output?.text).toBe('An answer');
    expect(of('text').output).toBeNull();
    expect(of('messages').facts).toMatchObject({ runId: 'run', modelAnswered: 'sample-1' });
  });

  test('is filled with the values it was taken with', () => {
    const one = prompt({ kind: 'messages', systemPrompt: 'About {{topic}}.' });
    expect(filledPromptOf(snapshotOfPrompt(one, [], seen)).systemPrompt).toBe('About autumn.');
  });
});

test('without a name the title is how the first text begins, in whole words', () => {
  expect(titleFor(' Tale ', ['x'])).toBe('Tale');
  expect(titleFor('', ['\n', ' Once\nmore'])).toBe('Once');
  expect(titleFor('', ['word '.repeat(30)])).toBe(`${'word '.repeat(12).trim()}…`);
  expect(titleFor('', [])).toBe('Untitled');
});

test('a run keeps what was sent, its values and what came back', () => {
  const sent = promptContent(prompt({ systemPrompt: 'Be brief.' }));
  const snapshot = snapshotOfRun(run({ variableValues: { a: 1 }, costNanoUsd: 5 }), sent, {
    title: 'x',
    takenAt: 9,
    version: { id: 'v', number: 3 },
    output: { text: 'Yes.', reasoning: 'Hm.', toolCalls: [] }
  });
  expect(fits(snapshot)).toEqual([]);
  expect(promptOfSnapshot(snapshot)).toEqual(sent);
  expect(snapshot.facts).toMatchObject({ versionId: 'v', versionNumber: 3, costNanoUsd: 5 });
  expect(snapshotTexts(snapshot)).toEqual(['Be brief.', 'Yes.']);
});

test('a conversation keeps each message with its time, its model and its pictures', () => {
  const conversation: Conversation = { ...defaultsOf('conversations'), id: 'c', ...times };
  const message = fc.record({ role, text, parts, runId: fc.constantFrom(null, 'run', 'unknown') });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (all) => {
      const path = all.map((one, at): ChatMessage => ({
        ...defaultsOf('messages'),
        ...times,
        id: `m${at}`,
        createdAt: at,
        ...one
      }));
      const snapshot = snapshotOfConversation(conversation, path, {
        title: 'A talk',
        runs: [run()],
        takenAt: 9
      });
      expect(fits(snapshot)).toEqual([]);
      expect(snapshot.content.messages.map(({ at }) => at)).toEqual(path.map((_, at) => at));
      snapshot.content.messages.forEach((kept, at) => {
        const was = path[at];
        expect(kept.model).toBe(was?.runId === 'run' ? 'sample-1' : null);
        const images = typeof kept.content === 'string' ? [] : kept.content;
        expect(images.filter(({ type }) => type === 'image')).toEqual(
          was?.parts.filter(({ type }) => type === 'image')
        );
      });
    })
  );
});
