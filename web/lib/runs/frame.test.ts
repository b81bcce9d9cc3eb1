import { expect, test } from 'vitest';
import { createFrame } from './frame';

/** A page whose frames come every `everyMs`; `null`: they do not come. */
function givenPage(everyMs: number | null) {
  let now = 0;
  let id = 0;
  const waiting = new Map<number, { at: number; work: () => void }>();
  const add = (at: number, work: () => void) => {
    waiting.set(++id, { at, work });
    return id;
  };
  const nextFrame = (ms: number) => (Math.floor(now / ms) + 1) * ms;
  const frame = createFrame({
    requestAnimationFrame: (work) => add(everyMs === null ? Infinity : nextFrame(everyMs), work),
    cancelAnimationFrame: (each) => void waiting.delete(each),
    setTimeout: (work, ms) => add(now + ms, work),
    clearTimeout: (each) => void waiting.delete(each),
    monotonic: () => now
  });
  function runUntil(end: number) {
    for (;;) {
      const [next] = [...waiting].sort(([, a], [, b]) => a.at - b.at);
      if (!next || next[1].at > end) break;
      waiting.delete(next[0]);
      now = next[1].at;
      next[1].work();
    }
    now = end;
  }
  return { frame, runUntil, now: () => now, left: () => waiting.size };
}

test('the first work is done at the next frame', () => {
  const page = givenPage(16);
  const done: number[] = [];
  page.frame(() => done.push(page.now()));
  page.runUntil(300);
  expect(done).toEqual([16]);
});

test('work that always comes again takes every second frame', () => {
  const page = givenPage(16);
  const done: number[] = [];
  const again = () => page.frame(() => void (done.push(page.now()), again()));
  again();
  page.runUntil(160);
  expect(done).toEqual([16, 48, 80, 112, 144]);
});

test('where frames do not come it is done all the same', () => {
  const page = givenPage(null);
  const done: number[] = [];
  page.frame(() => done.push(page.now()));
  page.runUntil(1000);
  expect([done, page.left()]).toEqual([[250], 0]);
});

test('work that is called off is not done', () => {
  const page = givenPage(16);
  const done: number[] = [];
  page.frame(() => done.push(page.now()))();
  page.runUntil(1000);
  expect([done, page.left()]).toEqual([[], 0]);
});
