import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldRun, freshRun } from '#shared/fold-run';
import type { RunEvent, RunState } from '#shared/run-events';
import { parseRunEvent } from '#shared/run-events';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
const usage = fc.record({
  inputTokens: fc.nat(),
  outputTokens: fc.nat(),
  reasoningTokens: fc.constant(null),
  cachedTokens: fc.constant(null),
  usageSource: fc.constantFrom('provider' as const, 'estimated' as const)
});

type Body = { type: RunEvent['type']; data: unknown };

const middle: fc.Arbitrary<Body> = fc.oneof(
  { weight: 6, arbitrary: word.map((text) => ({ type: 'token' as const, data: { text, t: 5 } })) },
  word.map((text) => ({
    type: 'token' as const,
    data: { text, t: 6, logprobs: [{ token: text, logprob: -0.1, top: [] }] }
  })),
  word.map((text) => ({ type: 'token' as const, data: { text, channel: 'reasoning', t: 3 } })),
  fc.tuple(word, fc.constantFrom('a', 'b')).map(([text, id]) => ({
    type: 'token' as const,
    data: { text, channel: 'tool', call: { id, name: `tool-${id}` }, t: 4 }
  })),
  usage.map((data) => ({ type: 'usage' as const, data: { ...data, t: 9 } })),
  fc.constant({
    type: 'retrying' as const,
    data: { code: 'RATE_LIMITED', attempt: 2, waitMs: 300, t: 1 }
  }),
  fc.constant({ type: 'notice' as const, data: { message: 'Queued.', t: 1 } }),
  fc.constant({ type: 'notice' as const, data: { message: 'Stopping.', draining: true, t: 1 } })
);

const terminal = fc
  .tuple(usage, fc.nat(40), fc.boolean())
  .map(([used, textLength, stopped]): Body => ({
    type: 'done',
    data: {
      runId: 'r',
      ...used,
      finishReason: stopped ? 'cancelled' : 'stop',
      providerFinishReason: null,
      modelAnswered: 'm-1',
      cost: 12,
      textLength,
      timings: { ttftMs: 5, latencyMs: 90 }
    }
  }));

const start: Body = {
  type: 'start',
  data: {
    runId: 'r',
    promptId: null,
    promptVersionId: null,
    model: 'm',
    maxTokens: 64,
    attempt: 1,
    t: 0
  }
};

const log = fc.tuple(fc.array(middle, { maxLength: 40 }), terminal).map(([bodies, last]) =>
  [start, ...bodies, last].map((body, index) => {
    const event = parseRunEvent(body.type, index + 1, body.data);
    if (!event) throw new Error(`not an event: ${JSON.stringify(body)}`);
    return event;
  })
);

function fold(events: RunEvent[], from: RunState = freshRun) {
  return events.reduce(foldRun, from);
}

function snapshotOf(state: RunState): RunEvent {
  const { text, reasoning, toolCalls, logprobs, model, maxTokens, ttftMs } = state;
  const { usage, retrying, draining } = state;
  return {
    type: 'snapshot',
    seq: state.seq,
    data: {
      text,
      reasoning,
      toolCalls,
      logprobs,
      model,
      maxTokens,
      ttftMs,
      usage,
      retrying,
      draining,
      t: 1
    }
  };
}

test('any prefix, then a snapshot, then the rest gives what the whole log gives', () => {
  fc.assert(
    fc.property(log, fc.nat(), fc.nat(), (events, a, b) => {
      const cut = 1 + (a % (events.length - 1));
      const seen = b % (cut + 1);
      const joined = fold(
        [snapshotOf(fold(events.slice(0, cut))), ...events.slice(cut)],
        fold(events.slice(0, seen))
      );
      expect(joined).toEqual(fold(events));
    })
  );
});

test('events that come twice or late change nothing', () => {
  fc.assert(
    fc.property(log, fc.nat(), (events, n) => {
      const at = n % events.length;
      const repeated = [...events.slice(0, at + 1), ...events.slice(0, at), ...events.slice(at)];
      expect(fold(repeated)).toEqual(fold(events));
    })
  );
});

test('an event of an unknown type parses to nothing', () => {
  expect(parseRunEvent('hologram', 3, {})).toBeNull();
  expect(parseRunEvent('token', 3, { text: 7 })).toBeNull();
});

test('a stop cuts the text and its logprobs to what was seen', () => {
  const lp = (token: string) => ({ token, logprob: -1, top: [] });
  const state = fold([
    { type: 'token', seq: 1, data: { text: 'one two', logprobs: [lp('one'), lp(' two')], t: 1 } },
    {
      type: 'done',
      seq: 2,
      data: {
        runId: 'r',
        inputTokens: 1,
        outputTokens: 2,
        reasoningTokens: null,
        cachedTokens: null,
        usageSource: 'estimated',
        finishReason: 'cancelled',
        providerFinishReason: null,
        modelAnswered: null,
        cost: null,
        textLength: 4,
        timings: { ttftMs: 1, latencyMs: 2 }
      }
    }
  ]);
  expect(state).toMatchObject({ status: 'stopped', text: 'one ', logprobs: [{ token: 'one' }] });
});
