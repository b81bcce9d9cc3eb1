import { describe, expect, test } from 'vitest';
import { createFramer } from './framing.ts';
import type { Frame } from './framing.ts';

function collect(framing: 'sse' | 'ndjson', limit?: number) {
  const frames: Frame[] = [];
  const framer = createFramer(framing, (frame) => frames.push(frame), limit);
  return { frames, framer, feed: (text: string) => framer.feed(Buffer.from(text)) };
}

describe('lines of JSON', () => {
  test('end at line breaks of either system; empty ones are nothing', () => {
    const { frames, feed } = collect('ndjson');
    feed('{"a":1}\r\n\n  \n{"b"');
    feed(':2}\n{"c":3}');
    expect(frames.map(({ data }) => data)).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('end at the end of the stream as well', () => {
    const { frames, framer, feed } = collect('ndjson');
    feed('{"a":1}');
    framer.end();
    expect(frames).toEqual([{ event: null, data: '{"a":1}' }]);
  });
});

describe('server-sent events', () => {
  test('have a name, data over several lines, and comments that say nothing', () => {
    const { frames, feed } = collect('sse');
    feed(': hello\n\nevent: ping\ndata: one\ndata: two\n\ndata:three\n\n');
    expect(frames).toEqual([
      { event: 'ping', data: 'one\ntwo' },
      { event: null, data: 'three' }
    ]);
  });

  test('may lack their last blank line', () => {
    const { frames, framer, feed } = collect('sse');
    feed('data: [DONE]\n');
    framer.end();
    expect(frames.map(({ data }) => data)).toEqual(['[DONE]']);
  });
});

describe.each(['sse', 'ndjson'] as const)('a frame in %s', (framing) => {
  test('larger than the limit is refused', () => {
    const { feed } = collect(framing, 1000);
    const start = framing === 'sse' ? 'data: ' : '';
    feed(`${start}${'x'.repeat(900)}`);
    expect(() => feed('x'.repeat(200))).toThrow('UPSTREAM_PROTOCOL');
  });

  test('of many pieces is not read in quadratic time', () => {
    const { frames, feed } = collect(framing);
    const piece = Buffer.alloc(4096, 120).toString();
    const started = performance.now();
    feed('data: ');
    for (let turn = 0; turn < 2000; turn++) feed(piece);
    feed('\n\n');
    expect(frames.length).toBe(1);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
