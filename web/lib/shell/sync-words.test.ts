import { expect, test } from 'vitest';
import { syncWords } from './sync-words';

test('a device that reads everything says how far it is', () => {
  const reading = { done: 12_400, all: 100_000 };
  expect(syncWords('syncing', 0, reading).text).toBe('Fetching 12,400 of 100,000');
  expect(syncWords('offline', 0, reading).title).toContain('12,400 of 100,000');
});

test('each state says where the text is', () => {
  expect(syncWords('synced', 0).text).toBe('Synced');
  expect(syncWords('waiting', 3).text).toBe('Saved on this device, 3 waiting');
  expect(syncWords('offline', 1).text).toBe('Offline: 1 change will sync');
  expect(syncWords('offline', 0).text).toBe('Offline: changes will sync');
  expect(syncWords('error', 2)).toMatchObject({
    text: 'Not synced: 2 changes kept here',
    tone: 'bad'
  });
  expect(syncWords('error', 2, null, true)).toMatchObject({
    text: 'Signed out: 2 changes kept here',
    tone: 'warn'
  });
});
