import { expect, test } from 'vitest';
import { fold, type PromptHead } from './prompt-head';
import { promptCommands, promptSource } from './prompt-commands';

function head(title: string, more: Partial<PromptHead> = {}): PromptHead {
  const preview = more.preview ?? '';
  return {
    id: title,
    kind: 'text',
    title,
    preview,
    projectId: null,
    favourite: false,
    tags: [],
    position: '',
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    words: fold(`${title} ${preview}`),
    ...more
  };
}

function setup(heads: PromptHead[]) {
  const gone: string[] = [];
  const go = async (href: string) => {
    gone.push(href);
  };
  return { find: promptSource({ current: heads }, { go }), commands: promptCommands({ go }), gone };
}

test('the palette finds a prompt by its name before one by its text, and opens it', async () => {
  const { find, gone } = setup([
    head('Menu', { preview: 'pasta for six' }),
    head('Pasta'),
    head('Deleted pasta', { deletedAt: 1 })
  ]);
  const found = await find('pasta');
  expect(found.map(({ title }) => title)).toEqual(['Pasta', 'Menu']);
  await found[0]?.run();
  expect(gone).toEqual(['/complete/Pasta']);
});

test('among equals the palette shows what changed last', async () => {
  const { find } = setup([head('Soup', { updatedAt: 1 }), head('Soup ', { updatedAt: 2 })]);
  expect((await find('soup')).map(({ id }) => id)).toEqual(['prompt/Soup ', 'prompt/Soup']);
});

test('a new prompt is one command away', async () => {
  const { commands, gone } = setup([]);
  await commands.find(({ id }) => id === 'new-prompt')?.run();
  expect(gone).toEqual(['/complete/new']);
});
