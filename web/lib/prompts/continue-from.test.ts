import { expect, test } from 'vitest';
import type { PromptContent } from '#shared/prompt-fields';
import { continueFrom } from './continue-from';

test('what a run was asked stands in the editor with its values, and one act takes both back', async () => {
  const content = { systemPrompt: 'Be short.' } as PromptContent;
  const applied: PromptContent[] = [];
  const session = {
    values: { dish: 'cake', guests: 2 } as Record<string, unknown>,
    async apply(one: PromptContent) {
      applied.push(one);
      return async () => {
        applied.pop();
        return null;
      };
    },
    async setValues(all: Record<string, unknown>) {
      this.values = all;
    }
  };
  const back = await continueFrom(session, { content, values: { dish: 'soup' } });
  expect(applied).toEqual([content]);
  expect(session.values).toEqual({ dish: 'soup', guests: 2 });
  await back();
  expect(applied).toEqual([]);
  expect(session.values).toEqual({ dish: 'cake', guests: 2 });
});
