import { expect, test } from 'vitest';
import { arrivalSentence, initialsOf, presenceSentence } from './presence-words';

test('initials are of the first and the last name, in any script', () => {
  expect(['Ada King Lovelace', 'bob', 'Ødegård', '李 小龙', ' ', '😀'].map(initialsOf)).toEqual([
    'AL',
    'B',
    'Ø',
    '李小',
    '?',
    '?'
  ]);
});

test('those who write are named first, and one who has no name is somebody', () => {
  const people = [
    { name: 'Ada', doing: 'viewing' as const },
    { name: '', doing: 'editing' as const }
  ];
  expect(presenceSentence(people)).toBe('Somebody is editing, Ada is viewing');
  expect(arrivalSentence(people)).toBe('Also here: Ada, somebody.');
  expect(arrivalSentence([])).toBe('');
});
