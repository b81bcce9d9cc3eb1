import { expect, test } from 'vitest';
import { paletteHits } from './palette-hits';

const nothing = () => undefined;
const commands = [
  { id: 'run', title: 'Run', section: 'Prompt', keys: '$mod+Enter, $mod+r', run: nothing },
  { id: 'new-prompt', title: 'New prompt', section: 'Prompt', run: nothing },
  { id: 'go-runs', title: 'Go to runs', section: 'Go to', words: 'history', run: nothing }
];
const found = [{ id: '1', title: 'Weeknight pasta', section: 'Prompts', run: nothing }];
const titles = (query: string, recent: string[] = [], items = found) =>
  paletteHits(query, commands, recent, items, nothing).map((hit) => `${hit.section}: ${hit.title}`);

test('without a query the latest commands come first, and none twice', () => {
  expect(titles('', ['go-runs'])).toEqual([
    'Recent: Go to runs',
    'Prompts: Weeknight pasta',
    'Prompt: Run',
    'Prompt: New prompt'
  ]);
});

test('with a query commands come before what was found', () => {
  expect(titles('run')).toEqual([
    'Commands: Run',
    'Commands: Go to runs',
    'Prompts: Weeknight pasta'
  ]);
});

test('a command is found by its other words', () => {
  expect(titles('history', [], [])).toEqual(['Commands: Go to runs']);
});

test('only the first of several shortcuts is shown', () => {
  expect(paletteHits('run', commands, [], [], nothing)[0]?.keys).toBe('$mod+Enter');
});

test('what opens the palette is not offered in it', () => {
  const opens = { id: 'open', title: 'Search and commands', section: 'General', run: nothing };
  const all = [{ ...opens, opensPalette: true as const }, ...commands];
  const ids = (query: string) => paletteHits(query, all, ['open'], [], nothing).map(({ id }) => id);
  expect([...ids(''), ...ids('search')].join()).not.toContain('command:open:');
});
