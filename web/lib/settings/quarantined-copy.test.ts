import { expect, test } from 'vitest';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { copyOf } from './quarantined-copy';

const change = (v: unknown) => ({ v, base: null, baseEff: 0, ts: 1 });
const text = { content: 'Once upon', spans: [{ from: 0, to: 4, runId: 'r' }] };

test('a refused change becomes a prompt of what stands with the refused values over it', () => {
  const standing = { id: 'p', name: 'Tale', text: { content: 'Old', spans: [] }, tags: ['a'] };
  const content = { set: { text: change(text), 'modelConfig.seed': change(7) } };
  expect(copyOf({ key: 'prompts/p', content }, standing)).toMatchObject({
    name: 'Tale (copy)',
    text: { content: 'Once upon', spans: [{ from: 0, to: 4, runId: null }] },
    tags: ['a'],
    modelConfig: { seed: 7 }
  });
});

test('a record the server has lost becomes a prompt as it was', async () => {
  const content = { id: 'p', name: '', text, $sync: { seq: 3 }, deletedAt: 4 };
  const copy = copyOf({ key: 'prompts/p', content }, null);
  expect(copy).toMatchObject({ name: 'Kept aside (copy)', text: { content: 'Once upon' } });
  const db = openDatabase('copies');
  const store = createStore({ db, scope: 'u:x', now: () => 1, newId: () => crypto.randomUUID() });
  const made = await store.create('prompts', copy ?? {});
  expect(made).toMatchObject({ text: { content: 'Once upon' }, deletedAt: null });
  expect(made.id).not.toBe('p');
  db.close();
});

test('a refused version and a preset with a text become prompts', () => {
  const version = {
    set: { content: change({ kind: 'text', text: 'Frozen', systemPrompt: 'Be' }) }
  };
  expect(copyOf({ key: 'versions/v', content: version }, null)).toMatchObject({
    kind: 'text',
    systemPrompt: 'Be',
    text: { content: 'Frozen' }
  });
  const preset = { set: { name: change('Calm'), content: change('Breathe') } };
  expect(copyOf({ key: 'presets/x', content: preset }, null)).toMatchObject({
    name: 'Calm (copy)',
    text: { content: 'Breathe' }
  });
});

test('a snapshot that was put aside becomes a prompt: its text with its marks, or what was said', () => {
  const content = {
    kind: 'text',
    text,
    systemPrompt: '',
    messages: [],
    variables: [],
    values: {},
    tools: [],
    outputSchema: null
  };
  const snapshot = { title: 'Tale', content, output: null, config: { seed: 7 } };
  expect(copyOf({ key: 'snapshots/x', content: snapshot }, null)).toMatchObject({
    name: 'Tale (copy)',
    text: { content: 'Once upon', spans: [{ from: 0, to: 4, runId: null }] },
    modelConfig: { seed: 7 }
  });
  const said = {
    ...content,
    kind: 'conversation',
    text: { content: '', spans: [] },
    messages: [{ role: 'user', content: 'Hello', at: 1, model: null, runId: null }]
  };
  const talk = { ...snapshot, content: said };
  expect(copyOf({ key: 'snapshots/x', content: talk }, null)?.text?.content).toBe('Hello');
});

test('what holds no text cannot be a prompt', () => {
  expect(copyOf({ key: 'projects/x', content: { name: 'Folder' } }, null)).toBeNull();
  expect(copyOf({ key: 'presets/x', content: null }, null)).toBeNull();
});
