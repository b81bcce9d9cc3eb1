import { expect, test } from 'vitest';
import type { Prompt } from '#shared/collections';
import { headOf } from './prompt-head';

function prompt(name: string, content: string): Prompt {
  return {
    id: 'p',
    createdAt: 1,
    updatedAt: 2,
    deletedAt: null,
    projectId: null,
    kind: 'text',
    name,
    text: { content, spans: [] },
    systemPrompt: '',
    variables: [],
    modelConfig: {},
    tools: [],
    outputSchema: null,
    tags: [],
    favourite: false,
    position: '',
    latestVersionId: null
  };
}
const shown = (name: string, content: string) => {
  const { title, preview } = headOf(prompt(name, content));
  return { title, preview };
};

test('a prompt without a name is called by its first line', () => {
  expect(shown('', '\n  Write a recipe.\n\nRecipe:')).toEqual({
    title: 'Write a recipe.',
    preview: 'Recipe:'
  });
});

test('a preview is one line, and does not repeat the title above it', () => {
  expect(shown('Pasta', 'Write  a\trecipe.\nFor two.')).toEqual({
    title: 'Pasta',
    preview: 'Write a recipe. For two.'
  });
  expect(shown('Write a recipe.', 'Write a recipe.\nFor two.').preview).toBe('For two.');
  expect(shown('Write a…', 'Write a recipe.').preview).toBe('recipe.');
});

test('a prompt with nothing in it still has a title', () => {
  expect(shown(' ', '')).toEqual({ title: 'Untitled prompt', preview: '' });
});

test('a very long text gives a short head', () => {
  const { title, preview, words } = headOf(prompt('', 'word '.repeat(200_000)));
  expect([title.length <= 80, preview.length <= 120, words.length < 250]).toEqual([
    true,
    true,
    true
  ]);
});
