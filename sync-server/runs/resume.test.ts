import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHarness, fold, parseFrames, readEvents } from './testing/harness.ts';

async function stream(pieces: string[]) {
  const h = createHarness();
  const id = await h.start();
  for (const piece of pieces) {
    h.provider.last().say(piece);
    await h.time.advance(20);
  }
  return { h, id };
}

test('resuming at every seq gives the same text, live and ended and from the disk', async () => {
  const { h, id } = await stream(['Wo', 'rds ', 'änd 😀', ' more', '.']);
  const readers = await Promise.all([0, 1, 2, 3, 4, 5, 6].map((after) => h.events(id, after)));
  const whole = h.events(id, 0);
  h.provider.last().say(' End');
  h.provider.last().end();
  await h.time.settle();
  const events = await readEvents(await whole);
  const expected = fold(events);
  expect(expected).toMatchObject({ status: 'done', text: 'Words änd 😀 more. End' });

  const last = events.length;
  for (const [after, reader] of readers.entries())
    expect(fold(await readEvents(reader), fold(events.slice(0, after)))).toEqual(expected);

  const rebooted = h.appOf(h.boot());
  for (let after = 0; after < last; after++) {
    const before = fold(events.slice(0, after));
    expect(fold(await readEvents(await h.events(id, after)), before)).toEqual(expected);
    const stored = fold(await readEvents(await h.events(id, after, rebooted)), before);
    expect(stored).toEqual({ ...expected, ...(after === last - 1 ? {} : { maxTokens: null }) });
  }
  expect((await h.events(id, last)).status).toBe(204);
  expect((await h.events(id, last, rebooted)).status).toBe(204);
});

test('random cuts: readers who come, go and come again agree on every character', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 30
      }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
      async (pieces, cuts) => {
        const h = createHarness();
        const id = await h.start();
        let state = fold([]);
        for (const [index, piece] of pieces.entries()) {
          h.provider.last().say(piece);
          await h.time.advance(20);
          if (!cuts.some((cut) => cut % pieces.length === index)) continue;
          const answer = await h.app.request(`/v1/runs/${id}/log?after=${state.seq}`);
          const { items } = (await answer.json()) as { items: Parameters<typeof fold>[0] };
          state = fold(items, state);
        }
        h.provider.last().end();
        await h.time.settle();
        state = fold(await readEvents(await h.events(id, state.seq)), state);
        expect(state.text).toBe(pieces.join(''));
        expect(state.status).toBe('done');
      }
    ),
    { numRuns: 40 }
  );
});

test('a reader far behind the ring is given one snapshot', async () => {
  const h = createHarness();
  const id = await h.start();
  for (let n = 0; n < 700; n++) h.provider.last().say(`${n} `, n % 2 ? 'text' : 'reasoning');
  h.provider.last().end();
  await h.time.settle();
  const events = await readEvents(await h.events(id, 3));
  expect(events.map((one) => one.type)).toEqual(['snapshot', 'done']);
  expect(fold(events).text).toBe((await h.show(id)).output.text);
  const recent = await readEvents(await h.events(id, 400));
  expect(recent[0]).toMatchObject({ type: 'token', seq: 401 });
});

test('two readers are told the same, with exactly one terminal event, last', async () => {
  const { h, id } = await stream(['a']);
  const readers = [await h.events(id, 0), await h.events(id, 0)];
  h.provider.last().say('b');
  h.provider.last().end();
  await h.time.settle();
  const [one, two] = await Promise.all(readers.map((reader) => reader.text()));
  expect(one).toBe(two);
  const types = parseFrames(one ?? '').map((event) => event.type);
  expect(types.filter((type) => type === 'done' || type === 'error')).toEqual(['done']);
  expect(types.at(-1)).toBe('done');
});

test('a stream opens with the retry hint and beats every ten seconds', async () => {
  const { h, id } = await stream(['a']);
  const reader = (await h.events(id, 0)).body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const read = async () => (text += decoder.decode((await reader?.read())?.value));
  await read();
  expect(text).toBe('retry: 1500\n\n');
  await read();
  await read();
  await h.time.advance(10_250);
  await read();
  expect(text.endsWith(': hb\n\n')).toBe(true);
  await reader?.cancel();
});

test('a long poll waits for the next entry, and no longer than asked', async () => {
  const { h, id } = await stream(['a']);
  const waiting = h.app.request(`/v1/runs/${id}/log?after=2&wait=20`);
  await h.time.advance(100);
  h.provider.last().say('b');
  expect(await (await waiting).json()).toMatchObject({
    ended: false,
    items: [{ seq: 3, type: 'token', data: { text: 'b' } }]
  });
  const idle = h.app.request(`/v1/runs/${id}/log?after=3&wait=2`);
  await h.time.advance(2000);
  expect(await (await idle).json()).toEqual({ items: [], ended: false });
});
