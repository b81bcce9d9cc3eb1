import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundled, isBundle } from '#shared/bundle/bundle-lines';
import type { PromptDraft } from '#shared/import/draft';
import { messagesContent } from '#shared/import/draft';
import type { ModelConfig } from '#shared/model-config';
import { promptContent } from '#shared/prompt-content';
import { keepBlob } from '$lib/data/blobs';
import { openStore } from '$lib/presets/testing/open-store';
import { importBundle, planBundle } from './bundle-import';
import { importDrafts, knownDrafts } from './draft-import';
import { collectExport, secretsIn, writeExport } from './export-zip';
import { readFile } from './import-source';

type Store = ReturnType<typeof openStore>;

const options = { runs: false, redacted: false, exportedAt: '2026-01-01T00:00:00.000Z' };
const others = { outputOf: async () => null, onprogress: () => undefined };
const fileOf = (store: Store) => async (hash: string) =>
  (await store.db.blobs.get(hash))?.bytes ?? null;

async function exported(store: Store, redacted = false) {
  const records = await collectExport(store.db, { kind: 'everything' });
  return (
    await writeExport(store.db, records, { ...options, ...others, fileOf: fileOf(store), redacted })
  ).file;
}

async function imported(store: Store, file: Blob) {
  const source = await readFile(file);
  if (source.kind !== 'bundle') throw new Error('no bundle');
  const plan = await planBundle(store.db, source.bundle);
  return { plan, undo: await importBundle(store, plan, source.files) };
}

const books = new Set(['$sync', 'updatedAt']);

/** What a person has made, and when, without the books of sync. */
async function contentsOf(store: Store) {
  const all: Record<string, unknown> = {};
  for (const name of bundled) {
    const rows = (await store.db.table(name).toArray()) as Record<string, unknown>[];
    all[name] = rows
      .filter(({ deletedAt }) => deletedAt === null)
      .map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => !books.has(field))))
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }
  return all;
}

const text = fc.string({ unit: 'binary', maxLength: 30 });
const config: fc.Arbitrary<ModelConfig> = fc.record(
  { temperature: fc.double({ min: 0, max: 1, noNaN: true }), stopSequences: fc.array(text) },
  { requiredKeys: [] }
);
const prompts = fc.array(
  fc.record({
    name: text,
    kind: fc.constantFrom('text' as const, 'messages' as const),
    text,
    systemPrompt: text,
    modelConfig: config,
    tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    inProject: fc.boolean(),
    messages: fc.array(text, { maxLength: 3 })
  }),
  { maxLength: 4 }
);

async function fill(store: Store, given: typeof prompts extends fc.Arbitrary<infer T> ? T : never) {
  const outer = await store.create('projects', { name: 'Outer', description: '\n`x`' });
  const inner = await store.create('projects', { name: 'Inner', parentId: outer.id });
  for (const { inProject, messages, text: content, ...fields } of given) {
    const projectId = inProject ? inner.id : null;
    const marked = { content, spans: [] };
    const prompt = await store.create('prompts', { ...fields, projectId, text: marked });
    for (const [index, said] of messages.entries())
      await store.create('promptMessages', {
        promptId: prompt.id,
        role: 'user',
        text: said,
        position: `a${index}`
      });
    await store.create('valueSets', { promptId: prompt.id, name: 's', values: { x: fields.name } });
  }
  await store.create('presets', { name: 'preset', content: null, modelConfig: {} });
}

test('pictures and files come along, and a file that is not what it is called is refused', async () => {
  const [here, there] = [openStore(), openStore()];
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255]);
  const { hash, size } = await keepBlob(here.db, bytes, 1);
  const { id: promptId } = await here.create('prompts', { kind: 'messages' });
  const source = { blob: hash, size };
  const part = { type: 'image' as const, mediaType: 'image/png', source };
  await here.create('promptMessages', { promptId, role: 'user', parts: [part], position: 'a' });
  // Also where secrets are blanked: a hash is none.
  const file = await exported(here, true);
  await imported(there, file);
  expect((await there.db.blobs.get(hash))?.bytes).toEqual(bytes);
  expect(await contentsOf(there)).toEqual(await contentsOf(here));
  const read = await readFile(file);
  if (read.kind !== 'bundle') throw new Error('no bundle');
  const other = openStore();
  const plan = await planBundle(other.db, read.bundle);
  const forged = new Map([[hash, new Uint8Array([1])]]);
  await expect(importBundle(other, plan, forged)).rejects.toMatchObject({ code: 'IMPORT_BROKEN' });
  expect(await other.db.prompts.count()).toBe(0);
});

test('everything that is exported comes back equal, and a second import adds nothing', async () => {
  await fc.assert(
    fc.asyncProperty(prompts, async (given) => {
      const [here, there] = [openStore(), openStore()];
      await fill(here, given);
      const file = await exported(here);
      // What was made before says so also where it comes to later.
      there.wait(24 * 60 * 60 * 1000);
      await imported(there, file);
      expect(await contentsOf(there)).toEqual(await contentsOf(here));
      const { plan } = await imported(there, file);
      expect([plan.fresh, plan.trashed, plan.changed]).toEqual([[], [], []]);
      expect(await contentsOf(there)).toEqual(await contentsOf(here));
    }),
    { numRuns: 12 }
  );
}, 60_000);

test('an import is undone as one; imported again it comes back from the trash', async () => {
  const [here, there] = [openStore(), openStore()];
  await fill(here, [
    {
      name: 'p',
      kind: 'messages',
      text: '',
      systemPrompt: 's',
      modelConfig: {},
      tags: [],
      inProject: true,
      messages: ['m']
    }
  ]);
  const file = await exported(here);
  const { undo } = await imported(there, file);
  await undo();
  expect(Object.values(await contentsOf(there)).flat()).toEqual([]);
  const { plan } = await imported(there, file);
  expect(plan.fresh).toEqual([]);
  expect(await contentsOf(there)).toEqual(await contentsOf(here));
});

test('what was changed since stays as it is here', async () => {
  const store = openStore();
  const prompt = await store.create('prompts', { name: 'before' });
  const file = await exported(store);
  await store.edit('prompts', prompt.id, { name: 'after' });
  const { plan } = await imported(store, file);
  expect(plan.changed).toHaveLength(1);
  expect((await store.db.prompts.get(prompt.id))?.name).toBe('after');
});

test('secrets are found before they are exported, and can be left out', async () => {
  const store = openStore();
  const secret = `ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'}`;
  await store.create('prompts', { name: 'p', text: { content: `key: ${secret}`, spans: [] } });
  const records = await collectExport(store.db, { kind: 'everything' });
  expect(secretsIn(records).length).toBeGreaterThan(0);
  const source = await readFile(await exported(store, true));
  expect(JSON.stringify(source)).not.toContain(secret);
});

test('an archive that is none of ours, or broken, is refused', async () => {
  const code = (file: Blob) =>
    readFile(file).then(
      () => null,
      (error: { code: string }) => error.code
    );
  expect(await code(new Blob(['PK\x03\x04 not really']))).toMatch(/^IMPORT_/);
  expect(
    await code(new Blob(['{"format":"playground-bundle","version":1}\n{"collection":"prompts"']))
  ).toBe('IMPORT_BROKEN');
  expect(await code(new Blob(['{"format":"playground-bundle","version":2}\n']))).toBe(
    'IMPORT_UNKNOWN'
  );
  expect(isBundle('{"format":"other"}')).toBe(false);
});

test('a draft becomes a prompt with its messages, once', async () => {
  const store = openStore();
  const messages = [
    { role: 'user' as const, content: 'Hello {{name}}' },
    { role: 'assistant' as const, content: 'Hi' }
  ];
  const content = messagesContent({ systemPrompt: 'Be kind.', messages, modelConfig: { seed: 1 } });
  const draft: PromptDraft = {
    name: 'Greeting',
    content,
    modelName: 'm',
    tags: ['x'],
    notes: [],
    valueSets: [{ name: 'Ada', values: { name: 'Ada' } }]
  };
  const models = { named: (name: string) => [`c/${name}`] };
  expect(await knownDrafts(store.db, [draft])).toEqual([false]);
  const { ids, undo } = await importDrafts(store, [draft], null, models);
  const prompt = await store.db.prompts.get(ids[0] ?? '');
  const rows = await store.db.promptMessages.toArray();
  expect(prompt).toMatchObject({
    name: 'Greeting',
    tags: ['x'],
    modelConfig: { model: 'c/m', seed: 1 }
  });
  expect(promptContent(prompt!, rows).messages).toEqual(messages);
  expect(await store.db.valueSets.count()).toBe(1);
  expect(await knownDrafts(store.db, [draft])).toEqual([true]);
  await undo();
  expect(await knownDrafts(store.db, [draft])).toEqual([false]);
});
