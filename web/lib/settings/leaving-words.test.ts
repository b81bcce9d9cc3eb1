import { expect, test } from 'vitest';
import type { Leaving } from '#shared/accounts';
import { goingWords, namesOf } from './leaving-words';

const leaving: Leaving = {
  goes: { records: 1, runs: 0, files: 2, connections: 0, apiKeys: 0, organizations: [] },
  stays: [],
  handOver: [],
  backupDays: 35
};

test('what goes is counted, and what there is none of is not named', () => {
  expect(goingWords(leaving)).toBe(
    'Your account, 1 prompt or other record, and 2 files; also from this browser.'
  );
  const alone = { goes: { ...leaving.goes, organizations: [{ id: 'a', name: 'Acme' }] } };
  expect(goingWords({ ...leaving, ...alone })).toContain(', all of Acme; also');
});

test('names stand as one would say them', () => {
  expect(namesOf([{ name: 'Acme' }, { name: 'Beta' }])).toBe('Acme and Beta');
});
