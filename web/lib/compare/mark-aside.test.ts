import { expect, test } from 'vitest';
import { markAside } from './mark-aside';
import type { Marker } from './mark-aside';
import { markTexts } from './word-marks';
import type { Marked } from './word-marks';

const long = ['a b c\n'.repeat(3000), 'a x c\n'.repeat(3000)];

/** A worker that the test answers for. */
function givenWorker() {
  const target = new EventTarget();
  const sent: unknown[] = [];
  let ended = false;
  const marker: Marker = {
    addEventListener: target.addEventListener.bind(target),
    postMessage: (message: unknown) => void sent.push(message),
    terminate: () => void (ended = true)
  };
  return {
    marker,
    sent,
    isEnded: () => ended,
    tell: (event: Event) => target.dispatchEvent(event)
  };
}

test('short texts are compared at once, without a worker', () => {
  const texts = ['a b', 'a c'];
  const found: Marked[] = [];
  markAside(
    texts,
    (marked) => found.push(marked),
    () => {
      throw new Error('There is no worker.');
    }
  );
  expect(found).toEqual([markTexts(texts)]);
});

test('long texts are compared by a worker, which then ends', () => {
  const worker = givenWorker();
  const found: Marked[] = [];
  markAside(
    long,
    (marked) => found.push(marked),
    () => worker.marker
  );
  expect([found, worker.sent]).toEqual([[], [long]]);
  const answer = markTexts(['a', 'b']);
  worker.tell(new MessageEvent('message', { data: answer }));
  expect([found, worker.isEnded()]).toEqual([[answer], true]);
});

test('where no worker can be had they are compared all the same', () => {
  const worker = givenWorker();
  const found: Marked[] = [];
  markAside(
    long,
    (marked) => found.push(marked),
    () => worker.marker
  );
  worker.tell(new Event('error'));
  expect([found, worker.isEnded()]).toEqual([[markTexts(long)], true]);
});

test('a question that is called off ends its worker', () => {
  const worker = givenWorker();
  markAside(
    long,
    () => undefined,
    () => worker.marker
  )();
  expect(worker.isEnded()).toBe(true);
});
