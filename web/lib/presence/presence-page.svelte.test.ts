import { expect, test } from 'vitest';
import { AppError } from '#shared/errors';
import { editingForMs, forgetAfterMs, hiddenForMs, sayEveryMs } from '#shared/presence';
import type { Doing, PresentPerson } from '#shared/presence';
import { PresencePage } from './presence-page.svelte';

const bob: PresentPerson = { name: 'Bob', doing: 'viewing' };

function open(answer: () => Promise<PresentPerson[]> = async () => [bob]) {
  let now = 1000;
  let timers: { at: number; tick: () => void }[] = [];
  const said: Doing[] = [];
  const page = new PresencePage({
    say(doing) {
      said.push(doing);
      return answer();
    },
    after(ms, tick) {
      const timer = { at: now + ms, tick };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
    monotonic: () => now,
    random: () => 0.5
  });
  /** Lets time pass, and everything that is due happen. */
  async function pass(ms: number) {
    const until = now + ms;
    for (;;) {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      const due = timers.toSorted((a, b) => a.at - b.at)[0];
      if (!due || due.at > until) break;
      timers = timers.filter((one) => one !== due);
      now = due.at;
      due.tick();
    }
    now = until;
  }
  return { page, said, pass, left: () => timers.length };
}

test('a page says that it is looked at, again and again, and shows who else is there', async () => {
  const { page, said, pass } = open();
  page.shown();
  await pass(sayEveryMs * 2);
  expect(said).toEqual(['viewing', 'viewing', 'viewing']);
  expect(page.people).toEqual([bob]);
});

test('whoever writes is editing at once, and viewing again once it has been quiet', async () => {
  const { page, said, pass } = open();
  page.shown();
  await pass(100);
  page.edited();
  await pass(editingForMs / 2);
  page.edited();
  await pass(editingForMs - 1);
  expect(said.at(-1)).toBe('editing');
  await pass(2);
  expect(said.at(-1)).toBe('viewing');
});

test('a hidden page leaves after a while, and is back when it is looked at', async () => {
  const { page, said, pass } = open();
  page.shown();
  page.hidden();
  await pass(hiddenForMs - 1);
  page.shown();
  page.hidden();
  await pass(hiddenForMs - 1);
  expect(said).not.toContain('left');
  await pass(1);
  expect(said.at(-1)).toBe('left');
  expect(page.people).toEqual([]);
  page.shown();
  await pass(1);
  expect(page.people).toEqual([bob]);
});

test('a page that left asks nothing any more, and an answer that comes late shows nobody', async () => {
  let answer: (people: PresentPerson[]) => void = () => {};
  const { page, said, pass, left } = open(() => new Promise((resolve) => (answer = resolve)));
  page.shown();
  const late = answer;
  page.leave();
  late([bob]);
  await pass(forgetAfterMs * 2);
  expect(said).toEqual(['viewing', 'left']);
  expect(page.people).toEqual([]);
  expect(left()).toBe(0);
});

test('with the server away nobody is shown who may have gone, and it is tried again', async () => {
  let isAway = false;
  const { page, said, pass } = open(async () => {
    if (isAway) throw new AppError('OFFLINE');
    return [bob];
  });
  page.shown();
  await pass(1);
  isAway = true;
  await pass(sayEveryMs + 1);
  expect(page.people).toEqual([bob]);
  await pass(forgetAfterMs);
  expect(page.people).toEqual([]);
  expect(said.length).toBeGreaterThan(3);
});

test('who may not see it any more is shown nobody, and does not ask on', async () => {
  const { page, said, pass } = open(() => Promise.reject(new AppError('NOT_FOUND')));
  page.shown();
  await pass(forgetAfterMs);
  expect(said).toEqual(['viewing']);
});

test('several changes heard together are asked about once', async () => {
  const { page, said, pass } = open();
  page.shown();
  await pass(1);
  page.heard();
  page.heard();
  await pass(1000);
  expect(said).toHaveLength(2);
});
