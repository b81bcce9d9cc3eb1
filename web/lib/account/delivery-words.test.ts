import { expect, test } from 'vitest';
import type { Delivery } from '#shared/accounts';
import { answerOf, fateOf, newsInMs } from './delivery-words';

const delivery = (over: Partial<Delivery>): Delivery => ({
  id: 'd',
  event: 'test',
  at: 0,
  tries: 1,
  nextAt: null,
  status: null,
  ...over
});

test('what became of a delivery is said, also of one that nobody answered', () => {
  const said = (over: Partial<Delivery>) => [fateOf(delivery(over)), answerOf(delivery(over))];
  expect(said({ tries: 0, nextAt: 5 })).toEqual(['on its way', null]);
  expect(said({ status: 204 })).toEqual(['arrived', 'answered 204']);
  expect(said({ status: 500, nextAt: 5 })).toEqual(['trying again', 'answered 500']);
  expect(said({ nextAt: 5 })).toEqual(['trying again', 'no answer']);
  expect(said({ tries: 7 })).toEqual(['given up', 'no answer']);
});

test('it is looked at again a moment after the next try, and not at all when all is over', () => {
  expect(newsInMs([delivery({ status: 200 })], 1_000)).toBeNull();
  expect(newsInMs([delivery({ nextAt: 9_000 }), delivery({ nextAt: 3_000 })], 1_000)).toBe(3_500);
  expect(newsInMs([delivery({ nextAt: 500 })], 1_000)).toBe(1_500);
});
