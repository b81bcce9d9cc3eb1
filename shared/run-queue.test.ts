import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '#shared/errors';
import {
  accepted,
  blockerOf,
  ended,
  forgotten,
  inOrder,
  lastPosition,
  nextStep,
  positionFor,
  refused,
  released,
  renewed,
  runningAtMost,
  sending
} from '#shared/run-queue';
import type { QueuedRun } from '#shared/run-queue';
import { aQueuedRun } from '#shared/testing/queued-run';

const hour = 60 * 60 * 1000;

/** Items with ids a, b, c … in that order. */
function queueOf(...given: (Partial<QueuedRun> & { model?: string })[]): QueuedRun[] {
  const items: QueuedRun[] = [];
  for (const [index, one] of given.entries())
    items.push(aQueuedRun({ id: 'abcdefgh'[index]!, position: lastPosition(items), ...one }));
  return items;
}

const idOf = (step: ReturnType<typeof nextStep>) =>
  step.do === 'wait' ? step.ms : `${step.do} ${step.item.id}`;
const failed = {
  status: 'failed' as const,
  errorCode: 'INVALID_API_KEY',
  errorDetail: null,
  hasOutput: false
};

describe('what is sent next', () => {
  test('the first that waits, and no more than may run at once', () => {
    const [a, b, c] = queueOf({}, {}, {});
    expect(idOf(nextStep([c!, b!, a!], 0))).toBe('send a');
    expect(idOf(nextStep([accepted(a!, 'r1', 0), b!, c!], 0))).toBe('send b');
    expect(runningAtMost).toBe(2);
    expect(nextStep([accepted(a!, 'r1', 0), accepted(b!, 'r2', 0), c!], 0)).toEqual({
      do: 'wait',
      ms: null
    });
  });

  test('a day old one is asked about, and an unanswered one before the server forgets its key', () => {
    const [a] = queueOf({});
    expect(idOf(nextStep([a!], 24 * hour))).toBe('send a');
    const old = nextStep([a!], 24 * hour + 1);
    expect(old).toMatchObject({ do: 'hold', item: { state: 'held', held: { code: 'STALE' } } });
    const sent = sending(a!, 0);
    expect(idOf(nextStep([sent], 23 * hour))).toBe('send a');
    expect(nextStep([sent], 23 * hour + 1)).toMatchObject({ item: { held: { code: 'UNSURE' } } });
    expect(nextStep([sending(a!, 10 * hour)], 0)).toMatchObject({
      item: { held: { code: 'UNSURE' } }
    });
  });

  test('a wrong key holds its connection, a missing model only that model; others go on', () => {
    const [a, b, c] = queueOf({ model: 'x/m' }, { model: 'x/n' }, { model: 'y/m' });
    const key = { ...a!, state: 'held', held: { code: 'INVALID_API_KEY', detail: null } };
    expect(idOf(nextStep([key as QueuedRun, b!, c!], 0))).toBe('send c');
    expect(blockerOf([key as QueuedRun, b!, c!], b!)?.id).toBe('a');
    const model = { ...a!, state: 'held', held: { code: 'MODEL_NOT_FOUND', detail: null } };
    expect(idOf(nextStep([model as QueuedRun, b!, c!], 0))).toBe('send b');
    const budget = { ...a!, state: 'held', held: { code: 'BUDGET_EXCEEDED', detail: null } };
    expect(idOf(nextStep([budget as QueuedRun, b!, c!], 0))).toBeNull();
  });

  test('a rate limit keeps the order of its connection and lets others pass', () => {
    const [a, b, c] = queueOf({ model: 'x/m', notBefore: 90 }, { model: 'x/n' }, { model: 'y/m' });
    expect(idOf(nextStep([a!, b!, c!], 0))).toBe('send c');
    expect(idOf(nextStep([a!, b!], 30))).toBe(60);
    expect(idOf(nextStep([a!, b!], 90))).toBe('send a');
  });
});

describe('what an answer makes of it', () => {
  test('what passes leaves the wish as it is, and everything waits', () => {
    const item = sending(aQueuedRun(), 5);
    for (const code of ['OFFLINE', 'SERVER_BUSY', 'OUTCOME_UNKNOWN', 'CONCURRENCY_LIMIT'] as const)
      expect(refused(item, { code }, 0)).toEqual({ item, pauseMs: 500 });
    expect(refused(item, { code: 'RATE_LIMITED', retryAfterMs: 9000 }, 0).pauseMs).toBe(9000);
    expect(refused(item, { code: 'OFFLINE' }, 99).pauseMs).toBe(15_000);
  });

  test('what will not pass holds it with the reason; a senseless server only after five attempts', () => {
    const answer = { code: 'MODEL_NOT_FOUND', detail: 'gone' } as const;
    expect(refused(aQueuedRun(), answer, 0)).toMatchObject({
      item: { state: 'held', held: { code: 'MODEL_NOT_FOUND', detail: 'gone' } },
      pauseMs: null
    });
    let item = aQueuedRun();
    for (let time = 0; time < 4; time += 1) item = refused(item, { code: 'INTERNAL' }, time).item;
    expect(item.state).toBe('waiting');
    expect(refused(item, { code: 'INTERNAL' }, 5).item.state).toBe('held');
  });

  test('a run with anything to show is done with; one refused at once stays, with the reason', () => {
    const item = accepted(aQueuedRun(), 'r', 0);
    const key = () => 'other';
    expect(ended(item, { ...failed, status: 'done', errorCode: null }, 0, key)).toBeNull();
    expect(ended(item, { ...failed, status: 'stopped' }, 0, key)).toBeNull();
    expect(ended(item, { ...failed, hasOutput: true }, 0, key)).toBeNull();
    expect(ended({ ...item, shown: true }, failed, 0, key)).toBeNull();
    expect(ended(item, failed, 0, key)).toMatchObject({ held: { code: 'INVALID_API_KEY' } });
    expect(ended(item, { ...failed, errorCode: 'RATE_LIMITED' }, 0, key)).toMatchObject({
      state: 'waiting',
      idempotencyKey: 'other',
      sentAt: null,
      runId: null,
      attempts: 1,
      notBefore: 30_000
    });
  });

  test('run again keeps the key where the server may know it, and takes a new one where it is spent', () => {
    const key = () => 'other';
    const unsure = nextStep([sending(aQueuedRun(), 0)], 30 * hour);
    if (unsure.do !== 'hold') throw new Error('not held');
    expect(released(unsure.item, 30 * hour, key)).toMatchObject({
      idempotencyKey: 'key-q',
      state: 'waiting',
      sentAt: 30 * hour,
      queuedAt: 30 * hour
    });
    for (const spent of [
      refused(sending(aQueuedRun(), 0), { code: 'IDEMPOTENCY_MISMATCH' }, 0).item,
      ended(accepted(sending(aQueuedRun(), 0), 'r', 0), failed, 0, key),
      forgotten(accepted(aQueuedRun(), 'r', 0))
    ])
      expect(released(spent!, 7, key)).toMatchObject({
        idempotencyKey: 'other',
        state: 'waiting',
        sentAt: null,
        runId: null,
        held: null
      });
    const running = accepted(aQueuedRun(), 'r', 0);
    expect(released(running, 7, key)).toBe(running);
  });
});

test('moving one puts it exactly there and leaves the order of the others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.tuple(fc.nat(6), fc.option(fc.nat(6))), { maxLength: 20 }),
      (count, moves) => {
        let items = queueOf(...Array.from({ length: count }, () => ({})));
        let order = items.map(({ id }) => id);
        for (const [from, to] of moves) {
          const id = order[from % count]!;
          const beforeId = to === null ? null : order[to % count]!;
          const position = positionFor(items, id, beforeId);
          items = items.map((item) => (item.id === id ? { ...item, position } : item));
          const others = order.filter((each) => each !== id);
          const at =
            beforeId === null || beforeId === id ? others.length : others.indexOf(beforeId);
          order = [...others.slice(0, at), id, ...others.slice(at)];
          expect(inOrder(items).map((item) => item.id)).toEqual(order);
        }
      }
    )
  );
});

/**
 * A server that keeps keys for a day, answers that get lost, refusals, a person who releases and changes:
 * whatever happens, one key begins one run, and no wish is run twice without the person's word.
 */
test('one wish is at most one run, and ends as one, held, or a run that says what went wrong', () => {
  const moment = fc.record({
    passes: fc.constantFrom(0, 1000, 40_000, hour, 25 * hour),
    answer: fc.constantFrom<'lost before' | 'lost after' | ErrorCode | 'run'>(
      ...(['lost before', 'lost after', 'run', 'run', 'OFFLINE', 'RATE_LIMITED'] as const),
      ...(['INVALID_API_KEY', 'INTERNAL', 'SERVER_BUSY'] as const)
    ),
    end: fc.constantFrom('later', 'done', 'RATE_LIMITED', 'INVALID_API_KEY'),
    release: fc.boolean()
  });
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
      let now = 0;
      let keys = 0;
      let words = 1;
      const server = new Map<string, { runId: string; at: number }>();
      const useful = { runs: 0 };
      let item: QueuedRun | null = aQueuedRun();
      const newKey = () => `new-${++keys}`;
      for (const { passes, answer, end, release } of moments) {
        now += passes;
        for (const [key, { at }] of server) if (now - at > 24 * hour) server.delete(key);
        if (item === null) break;
        if (item.state === 'held' && release) {
          // Asked to run it again, the person may get a second one: that is what was said.
          words += 1;
          item = released(item, now, newKey);
        }
        if (item.state === 'running' && end !== 'later') {
          const status = end === 'done' ? ('done' as const) : ('failed' as const);
          const errorCode = end === 'done' ? null : end;
          item = ended(item, { ...failed, status, errorCode }, now, newKey);
          // Refused by the provider: nothing was run.
          if (status === 'failed') useful.runs -= 1;
          continue;
        }
        const step = nextStep([item], now);
        if (step.do === 'wait') continue;
        item = step.item;
        if (step.do === 'hold') continue;
        item = sending(item, now);
        const known = server.get(item.idempotencyKey);
        const begins = answer === 'run' || answer === 'lost after';
        if (begins && !known) {
          useful.runs += 1;
          server.set(item.idempotencyKey, { runId: `r-${useful.runs}-${now}`, at: now });
        }
        const run = server.get(item.idempotencyKey);
        if (answer === 'run' && run) item = accepted(item, run.runId, 0);
        else if (answer !== 'run' && !answer.startsWith('lost'))
          item = known
            ? accepted(item, known.runId, 0)
            : refused(item, { code: answer as ErrorCode }, 0).item;
        expect(useful.runs).toBeLessThanOrEqual(words);
      }
      if (item && item.state === 'held') expect(item.held).not.toBeNull();
    }),
    { numRuns: 500 }
  );
});

test('another wish in its place has nothing of the old one but the place', () => {
  const old = { ...sending(aQueuedRun(), 5), attempts: 3, notBefore: 9 };
  expect(renewed(old, 'k')).toEqual(aQueuedRun({ idempotencyKey: 'k' }));
});
