import { expect, test } from 'vitest';
import { kindOf } from './revision-kind';

test('an earlier text says whether it was typed over, merged or beaten', () => {
  const kinds = [
    ['replaced', 'a'],
    ['replaced', 'a*1'],
    ['merged', 'a'],
    ['conflict', 'a'],
    ['lost', 'a'],
    ['superseded', 'a'],
    ['of a newer server', 'a']
  ].map(([status = '', mid = '']) => kindOf({ status, mid }));
  expect(kinds).toEqual(['typed', 'joined', 'merged', 'beaten', 'beaten', 'typed', 'typed']);
});
