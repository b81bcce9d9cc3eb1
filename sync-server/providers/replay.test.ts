import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOver } from '../testing/canned.ts';
import { recorded } from '../testing/recorded.ts';
import { fixture, replay } from '../testing/replay.ts';

// Thousands of failures are made here; where each was made is half their price.
const { stackTraceLimit } = Error;
beforeAll(() => void (Error.stackTraceLimit = 0));
afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

describe.each(recorded)('$name', ({ name, adapter, terminal, error }) => {
  const bytes = fixture(name);
  const whole = replay(adapter, [bytes]);
  /** Bytes up to and with the frame that holds the terminal sign; without it there is no end. */
  const frameEnd = bytes.indexOf('\n', bytes.indexOf(terminal)) + 1;

  test('ends as it should, and says something', () => {
    expect(bytes.includes(terminal)).toBe(true);
    if (error === undefined) expect(whole.ended).toBe(true);
    expect(whole.deltas.length).toBeGreaterThan(0);
    for (const delta of whole.deltas) if (delta.type === 'text') expect(delta.text).not.toBe('');
    const errors = whole.deltas.flatMap((delta) =>
      delta.type === 'error' ? [delta.error.code] : []
    );
    expect(errors).toEqual(error === undefined ? [] : [error]);
  });

  test('says the same when it is cut in two at any byte', () => {
    for (let at = 1; at < bytes.length; at++) {
      const { deltas } = replay(adapter, [bytes.subarray(0, at), bytes.subarray(at)]);
      if (JSON.stringify(deltas) !== JSON.stringify(whole.deltas))
        expect(deltas, `cut at byte ${at}`).toEqual(whole.deltas);
    }
  });

  test('says the same byte by byte, and in any pieces', () => {
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    expect(replay(adapter, single).deltas).toEqual(whole.deltas);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (sizes) => {
        const pieces: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(replay(adapter, pieces).deltas).toEqual(whole.deltas);
      }),
      { numRuns: 30 }
    );
  });

  test.each(['\n', '\r\n'])('says the same with line ends %j', (lineEnd) => {
    const other = Buffer.from(bytes.toString('utf8').replaceAll(/\r?\n/g, lineEnd));
    expect(replay(adapter, [other]).deltas).toEqual(whole.deltas);
  });

  test('broken off anywhere before its terminal sign is truncated', async () => {
    const before = bytes.lastIndexOf('}', frameEnd); // the frame lacks its last bracket there
    for (let at = 0; at <= before; at++) {
      const outcome = await runOver(adapter, [bytes.subarray(0, at)]);
      if (outcome.error?.code !== 'STREAM_TRUNCATED')
        expect(outcome.error?.code ?? 'an end', `cut at byte ${at}`).toBe('STREAM_TRUNCATED');
    }
  });

  test('with its terminal sign is as it was meant', async () => {
    for (const at of [frameEnd, bytes.length])
      expect((await runOver(adapter, [bytes.subarray(0, at)])).error?.code).toBe(error);
  });
});
