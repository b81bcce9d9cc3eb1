import { expect, test } from 'vitest';
import { someStorage } from '$lib/testing/storage';
import { keepBack, takeBack } from './way-back';

test('one is taken back once to what one came for, and else to the start', () => {
  const storage = someStorage();
  expect(takeBack(storage)).toBe('/');
  keepBack(storage, '/join#secret');
  expect([takeBack(storage), takeBack(storage)]).toEqual(['/join#secret', '/']);
});
