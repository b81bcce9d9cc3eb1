import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import type { LivingPrompt } from '#shared/sharing/grants';
import { sharePrompt } from '#shared/sharing/make-shared';
import { LivingDraft } from './living-draft.svelte';

const prompt = (revision: string, first: string): LivingPrompt => ({
  shared: {
    ...{ id: 'g', promptId: 'p', title: 'Title', role: 'edit', organization: 'Acme' },
    ...{ sharedBy: 'Ada', sharedAt: 0, updatedAt: 0 }
  },
  content: sharePrompt('Title', {
    ...{ kind: 'messages', text: '', systemPrompt: 'Be brief.', variables: [], tools: [] },
    ...{ modelConfig: {}, outputSchema: null },
    messages: [
      { role: 'user', content: first },
      { role: 'assistant', content: 'Second' }
    ]
  }),
  messageIds: ['m1', 'm2'],
  revision
});

function aDraft(answer: (body: unknown) => LivingPrompt) {
  const sent: unknown[] = [];
  const api = {
    get: async () => prompt('r1', 'First') as never,
    patch: async (_path: string, body: unknown) => {
      sent.push(body);
      return answer(body) as never;
    }
  };
  return { draft: new LivingDraft(api, 'g'), sent };
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
