import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { LivingPrompt } from '#shared/sharing/grants';
import { sharePrompt } from '#shared/sharing/make-shared';
import { LivingDraft } from './living-draft.svelte';

const prompt = (revision: string, first: string): LivingPrompt => ({
  shared: {
    id: 'g',
    promptId: 'p',
    title: 'Title',
    role: 'edit',
    organization: 'Acme',
    sharedBy: 'Ada',
    sharedAt: 0,
    updatedAt: 0
  },
  content: sharePrompt('Title', {
    kind: 'messages',
    text: '',
    systemPrompt: 'Be brief.',
    variables: [],
    tools: [],
    modelConfig: {},
    outputSchema: null,
    messages: [
      { role: 'user', content: first },
      { role: 'assistant', content: 'Second' }
    ]
  }),
  messageIds: ['m1', 'm2'],
  revision
});

function someDrafts() {
  const kept = new Map<string, string>();
  const read = (id: string) => kept.get(id) ?? '';
  return { read, write: (id: string, text: string) => void kept.set(id, text) };
}

function aDraft(answer: (body: unknown) => LivingPrompt, drafts = someDrafts()) {
  const sent: unknown[] = [];
  const api = {
    get: async () => prompt('r1', 'First') as never,
    patch: async (_path: string, body: unknown) => {
      sent.push(body);
      return answer(body) as never;
    }
  };
  return { draft: new LivingDraft(api, drafts, 'g'), sent };
}

test('only what was changed is sent, against what was seen', async () => {
  const { draft, sent } = aDraft(() => prompt('r2', 'Changed'));
  await draft.load();
  expect(draft.isChanged).toBe(false);
  draft.texts[1]!.value = 'Changed';
  expect(draft.isChanged).toBe(true);
  expect(await draft.save()).toBe(true);
  expect(sent).toEqual([{ revision: 'r1', messages: [{ id: 'm1', text: 'Changed' }] }]);
  expect(draft.isChanged).toBe(false);
});

test('what was typed stays where it is when somebody else was faster', async () => {
  const { draft } = aDraft(() => {
    throw new AppError('CONFLICT');
  });
  await draft.load();
  draft.texts[0]!.value = 'Mine';
  expect(await draft.save()).toBe(false);
  expect(draft.error?.code).toBe('CONFLICT');
  expect(draft.texts[0]?.value).toBe('Mine');
  expect(draft.isChanged).toBe(true);
});

test('what was typed and not saved is there again, and is no overwriting of what came meanwhile', async () => {
  const drafts = someDrafts();
  const { draft } = aDraft(() => prompt('r2', 'Theirs'), drafts);
  await draft.load();
  draft.texts[1]!.value = 'Mine';
  draft.keep();

  const later = aDraft(() => prompt('r2', 'Mine'), drafts);
  await later.draft.load();
  expect(later.draft.texts[1]?.value).toBe('Mine');
  expect(later.draft.error).toBe(null);

  drafts.write('living.g', drafts.read('living.g').replace('r1', 'r0'));
  const stale = aDraft(() => prompt('r2', 'Mine'), drafts);
  await stale.draft.load();
  expect(stale.draft.error?.code).toBe('CONFLICT');
  await stale.draft.save();
  expect(stale.sent).toEqual([{ revision: 'r0', messages: [{ id: 'm1', text: 'Mine' }] }]);
});

test('what is put away can be taken back', async () => {
  const { draft } = aDraft(() => prompt('r2', 'First'));
  await draft.load();
  draft.title = 'My title';
  const back = draft.discard();
  expect(draft.title).toBe('Title');
  back();
  expect(draft.title).toBe('My title');
  expect(draft.isChanged).toBe(true);
});

test('a draft that cannot be read is passed over', async () => {
  const drafts = someDrafts();
  drafts.write('living.g', '{"revision":');
  const { draft } = aDraft(() => prompt('r2', 'First'), drafts);
  await draft.load();
  expect(draft.error).toBe(null);
  expect(draft.isChanged).toBe(false);
});
