import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture, replay } from '../testing/replay.ts';
import { adapters } from './dialects.ts';
import type { Adapter } from './adapter.ts';

const recorded: [name: string, adapter: Adapter][] = [
  ['openai-chat.sse', adapters['openai-chat']],
  ['openai-chat-tools.sse', adapters['openai-chat']],
  ['openai-completions.sse', adapters['openai-completions']],
  ['anthropic.sse', adapters.anthropic],
  ['ollama-chat.ndjson', adapters.ollama],
  ['ollama-generate.ndjson', adapters.ollama]
];

describe.each(recorded)('%s', (name, adapter) => {
  const bytes = fixture(name);
  const whole = replay(adapter, [bytes]);

  test('ends, and says something', () => {
    expect(whole.ended).toBe(true);
    expect(whole.deltas.length).toBeGreaterThan(3);
    for (const delta of whole.deltas) if (delta.type === 'text') expect(delta.text).not.toBe('');
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

  test('says the same with the line ends of another system', () => {
    const windows = Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n'));
    expect(replay(adapter, [windows]).deltas).toEqual(whole.deltas);
  });

  test('is not at its end before its terminal sign', () => {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    const lastFrame = half.lastIndexOf('\n') + 1;
    expect(replay(adapter, [half.subarray(0, lastFrame)]).ended).toBe(false);
  });
});
