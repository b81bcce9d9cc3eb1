import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createHarness } from './testing/harness.ts';

interface Line {
  t_us?: number;
  line?: string;
  attempt?: number;
  cut?: string;
}

async function rawOf(h: ReturnType<typeof createHarness>, id: string, app = h.app) {
  const answer = await app.request(`/v1/runs/${id}/raw`);
  if (answer.status !== 200) return answer.status;
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await answer.text();
  return text
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => JSON.parse(one) as Line);
}

const frame = 'data: {"choices":[{"delta":{"content":"Hi"}}]}';

test('what the provider sent is kept with its times, and readable while it comes', async () => {
  const h = createHarness();
  const id = await h.start('Hello', { raw: true });
  await h.time.advance(40);
  h.provider.last().sink.line?.(frame);
  expect(await rawOf(h, id)).toEqual([{ t_us: 40_000, line: frame }]);
  h.provider.last().say('Hi');
  h.provider.last().end();
  await h.time.advance(200_000); // out of memory by now
  expect(await rawOf(h, id)).toEqual([{ t_us: 40_000, line: frame }]);
  expect(await rawOf(h, id, h.appOf(h.boot()))).toHaveLength(1);
});

test('on the disk it is sealed', async () => {
  const h = createHarness();
  const id = await h.start('Hello', { raw: true });
  h.provider.last().sink.line?.('a line nobody may read');
  h.provider.last().end();
  await h.time.settle();
  const image = new Sqlite(h.sql.serialize());
  const row = image.prepare('select sealed from run_raw where run_id = ?').pluck().get(id);
  expect(row).toBeInstanceOf(Buffer);
  expect((row as Buffer).includes('a line nobody may read')).toBe(false);
  expect(h.sql.serialize().includes('a line nobody may read')).toBe(false);
});

test('who did not ask for it, and who is somebody else, is told there is none', async () => {
  const h = createHarness();
  const plain = await h.start();
  expect(h.provider.last().sink.line).toBeUndefined();
  const raw = await h.start('Hello', { raw: true });
  h.provider.last().sink.line?.(frame);
  for (const call of h.provider.calls) call.end();
  await h.time.settle();
  expect(await rawOf(h, plain)).toBe(404);
  expect(await rawOf(h, raw, h.appOf(h.runs, 'somebody'))).toBe(404);
  expect(await rawOf(h, raw)).toHaveLength(1);
});

test('it ends at 1 MiB, and says so', async () => {
  const h = createHarness();
  const id = await h.start('Hello', { raw: true });
  const { sink } = h.provider.last();
  let taken = 0;
  while (sink.line?.('x'.repeat(64 * 1024)) && taken < 100) taken += 1;
  expect(taken).toBe(15);
  expect(sink.line?.('more')).toBe(false);
  h.provider.last().end();
  await h.time.settle();
  const lines = await rawOf(h, id);
  expect(lines).toHaveLength(16);
  expect((lines as Line[]).at(-1)).toHaveProperty('cut');
});

test('of a temporary run it is in memory alone, for as long as the run', async () => {
  const h = createHarness();
  const id = await h.start('Whisper', { raw: true, store: false });
  h.provider.last().sink.line?.(frame);
  h.provider.last().end();
  await h.time.settle();
  expect(await rawOf(h, id)).toHaveLength(1);
  expect(h.sql.prepare('select count(*) from run_raw').pluck().get()).toBe(0);
  await h.time.advance(61_000);
  expect(await rawOf(h, id)).toBe(404);
});
