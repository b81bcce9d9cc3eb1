import { expect, test } from 'vitest';
import { nextStop } from './step-changes';

const tops = [10, 12, 100, 300, 305];
const walk = (step: 1 | -1, times: number, from: number | null = null) => {
  const seen: number[] = [];
  let at = from;
  for (let time = 0; time < times; time++) {
    const next = nextStop(tops, at, step);
    at = next?.stops[next.at] ?? null;
    seen.push(at ?? -1);
  }
  return seen;
};

test('one goes from change to change and round, in both directions', () => {
  expect(walk(1, 4)).toEqual([10, 100, 300, 10]);
  expect(walk(-1, 4)).toEqual([300, 100, 10, 300]);
});

test('from between two changes one goes to the nearer one of the direction', () => {
  expect(walk(1, 1, 150)).toEqual([300]);
  expect(walk(-1, 1, 150)).toEqual([100]);
  expect(walk(-1, 1, 0)).toEqual([300]);
});

test('where nothing changed there is nowhere to go', () => {
  expect(nextStop([], null, 1)).toBeNull();
});
