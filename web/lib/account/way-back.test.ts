import { expect, test } from 'vitest';
import { keepBack, takeBack } from './way-back';

test('one is taken back once to what one came for, and else to the start', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key)
  };
  expect(takeBack(storage)).toBe('/');
  keepBack(storage, '/join#secret');
  expect([takeBack(storage), takeBack(storage)]).toEqual(['/join#secret', '/']);
});
