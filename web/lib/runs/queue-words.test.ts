import { expect, test } from 'vitest';
import { aQueuedRun } from '#shared/testing/queued-run';
import { countWords } from './queue-count';
import { heldSentence, placeWords, queueWords, titleOf } from './queue-words';

const offline = { online: false, at: 0 };
const online = { online: true, at: 0 };

test('offline it says when it will run; online what it waits for', () => {
  const a = aQueuedRun({ id: 'a', position: 'a0' });
  const b = aQueuedRun({ id: 'b', position: 'a1', notBefore: 5 });
  const c = aQueuedRun({ id: 'c', position: 'a2' });
  const all = [c, b, a];
  expect(queueWords(a, all, offline).text).toBe('Queued: runs when online');
  expect(queueWords({ ...a, sentAt: 1 }, all, offline).more).toContain('runs once');
  const late = { online: false, at: 25 * 60 * 60 * 1000 };
  expect(queueWords(a, all, late).more).toContain('you will be asked');
  expect(all.map((item) => queueWords(item, all, online).text)).toEqual([
    'Queued',
    'Waits for a rate limit',
    'Queued: next'
  ]);
});

test('one that is held says why and what to do, and so do those it holds up', () => {
  const held = aQueuedRun({ state: 'held', held: { code: 'INVALID_API_KEY', detail: 'No.' } });
  expect(queueWords(held, [held], online).more).toBe(
    'The provider refused the API key. Check the key in Settings → Connections. No.'
  );
  const other = aQueuedRun({ id: 'other' });
  expect(queueWords(other, [held, other], online).text).toBe('Waits for a held run');
  expect(heldSentence({ code: 'STALE', detail: null })).toContain('more than a day');
});

test('places are counted among those that wait', () => {
  const running = aQueuedRun({ id: 'r', state: 'running' });
  const items = Array.from({ length: 12 }, (_, index) =>
    aQueuedRun({ id: `i${index}`, position: `a${index.toString(16)}` })
  );
  const all = [running, ...items];
  expect(placeWords(running, all)).toBeNull();
  expect([0, 1, 2, 3, 10].map((index) => placeWords(items[index]!, all))).toEqual([
    '1st of 12',
    '2nd of 12',
    '3rd of 12',
    '4th of 12',
    '11th of 12'
  ]);
  expect(placeWords(items[0]!, [items[0]!])).toBeNull();
  expect(countWords(items.slice(0, 1))).toBe('1 run queued');
  expect(countWords([...items.slice(0, 1), { state: 'held' }])).toBe('2 runs queued, 1 held');
});

test('it is called as its prompt, else by what it asks', () => {
  expect(titleOf(aQueuedRun(), 'Letters')).toBe('Letters');
  expect(titleOf(aQueuedRun(), '')).toBe('Once');
});
