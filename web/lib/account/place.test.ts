import { expect, test } from 'vitest';
import { someStorage } from '$lib/testing/storage';
import { databaseOf, forgetPlace, keepPlace, localPlace, readPlace } from './place';

test('the place that was kept is read again, until it is forgotten', () => {
  const one = someStorage();
  expect(readPlace(one)).toBeNull();
  const place = { userId: 'ada', organizationId: 'o1', scope: 'o:o1' };
  keepPlace(one, place);
  expect(readPlace(one)).toEqual(place);
  forgetPlace(one);
  expect(readPlace(one)).toBeNull();
});

test('what is no place counts as none', () => {
  for (const text of ['', 'ada', 'ada o1', 'ada o1 s more', '{"userId":"ada"}'])
    expect(readPlace({ getItem: () => text })).toBeNull();
});

test('each person and each organization has a database, and the first account has what was there', () => {
  const of = (userId: string, organizationId: string) =>
    databaseOf({ userId, organizationId, scope: 'x' });
  expect(new Set([of('ada', 'o1'), of('ada', 'o2'), of('bob', 'o1')]).size).toBe(3);
  expect(of('ada', 'local')).toBe(databaseOf(localPlace));
});
