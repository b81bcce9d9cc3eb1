import { expect, test } from 'vitest';
import { titleOfRun } from './run-title';

test('a run is called by its conversation, else by its prompt, else it stands by itself', () => {
  const known = {
    prompts: new Map([['p', 'Soup']]),
    conversations: new Map([
      ['c', 'Beans on a balcony'],
      ['d', '']
    ])
  };
  const title = (promptId: string | null, conversationId: string | null) =>
    titleOfRun({ promptId, conversationId }, known);
  expect(title(null, 'c')).toBe('Beans on a balcony');
  expect(title(null, 'd')).toBe('Untitled conversation');
  expect(title(null, 'gone')).toBe('A conversation');
  expect(title('p', null)).toBe('Soup');
  expect(title('gone', null)).toBe('A prompt');
  expect(title(null, null)).toBe('A request of its own');
});
