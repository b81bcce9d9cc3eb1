import { expect, test } from 'vitest';
import { forgetAfterMs } from '#shared/presence';
import type { Principal } from '../http/route.ts';
import { createStreams } from '../http/streams.ts';
import { createPresence } from './presence.ts';

const place = { scope: 'o:1', promptId: 'p' };
const principal = (userId: string): Principal => ({
  userId,
  organizationId: '1',
  scope: 'o:1',
  role: 'viewer',
  via: 'session',
  viaId: `session of ${userId}`,
  provenAt: 0
});

/** The book alone, under a clock of its own. */
function book() {
  let now = 0;
  const timers: { at: number; wake: () => void }[] = [];
  const streams = createStreams();
  const presence = createPresence({
    monotonic: () => now,
    after(ms, wake) {
      timers.push({ at: now + ms, wake });
      return () => {};
    },
    nameOf: (userId) => userId.toUpperCase()
  });
  const frames: string[] = [];
  presence.events.open('o:1', new Map(), (frame) => frames.push(frame.toString()));
  return {
    presence,
    streams,
    frames,
    timers,
    say: (userId: string, doing: 'viewing' | 'editing' | 'left' = 'viewing', page = '1') =>
      presence.say(principal(userId), { ...place, page, doing }, streams),
    pass(ms: number) {
      const until = now + ms;
      while (timers[0] && timers[0].at <= until) {
        const due = timers.shift()!;
        now = due.at;
        due.wake();
      }
      now = until;
    }
  };
}

test('who is there is told to the others, and a change of it to the organization', () => {
  const { say, frames } = book();
  expect(say('ada')).toEqual([]);
  expect(say('bob', 'editing')).toEqual([{ name: 'ADA', doing: 'viewing' }]);
  expect(say('ada')).toEqual([{ name: 'BOB', doing: 'editing' }]);
  // Saying the same again is no news.
  expect(frames).toEqual([
    'event: presence\ndata: {"promptId":"p"}\n\n',
    'event: presence\ndata: {"promptId":"p"}\n\n'
  ]);
});

test('one who goes without a word is forgotten in time, and the others hear of it', () => {
  const { say, frames, pass } = book();
  say('bob');
  pass(forgetAfterMs - 1);
  expect(say('ada')).toHaveLength(1);
  const told = frames.length;
  pass(forgetAfterMs / 2);
  expect(frames.length).toBe(told + 1);
  expect(say('ada')).toEqual([]);
});

test('once everybody has gone nothing is held: no entry, no timer', () => {
  const { say, timers, pass, streams } = book();
  say('ada');
  say('bob', 'editing', '2');
  say('bob', 'left', '2');
  say('ada', 'left');
  pass(forgetAfterMs * 3);
  expect(timers).toEqual([]);
  streams.close(() => {
    throw new Error('something is still bound to a right');
  });
});

test('nobody can say that the page of somebody else has left', () => {
  const { say } = book();
  say('ada');
  say('eve', 'left');
  expect(say('bob')).toEqual([{ name: 'ADA', doing: 'viewing' }]);
});

test('one person cannot fill the memory with pages', () => {
  const { say } = book();
  const many = () => {
    for (let page = 0; page < 1000; page += 1) say('eve', 'viewing', String(page));
  };
  expect(many).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
});

test('with the right somebody’s presence ends', () => {
  const { say, streams, frames } = book();
  say('bob', 'editing');
  const told = frames.length;
  streams.close(({ userId }) => userId === 'bob');
  expect(frames.length).toBe(told + 1);
  expect(say('ada')).toEqual([]);
});
