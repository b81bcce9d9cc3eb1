import { until, useOf } from './sync-browser.ts';
import type { Browser } from './sync-browser.ts';
import { storedFolded } from './sync-stored.ts';
import type { Side } from './sync-data.ts';
import type { Opened } from './sync-opened.ts';
import type { Figures } from './sync-workloads.ts';

declare const side: Side;

/** Where the two devices write: each in its own half of the text, or both anywhere. */
export type Where = 'halves' | 'anywhere';

const id = 'prompt-shared';
const lines = 64;
/** About 4 KB in lines, as prompts are written. */
const text = Array.from(
  { length: lines },
  (_, nth) => `${nth + 1}. Answer in plain words and say what you do not know, line ${nth}.`
).join('\n');

/**
 * P7: two devices each put so many words of their own into one text, offline and one after another; then
 * both come back. What is left of those words in the text, and what beside it, on the first device.
 */
export async function together(
  { running, browse }: Opened,
  where: Where,
  edits: number
): Promise<Figures> {
  const a = await browse();
  const b = await browse();
  for (const { page } of [a, b]) await page.evaluate(() => side.open());
  await a.page.evaluate(
    async ({ id, text }) => {
      await side.create([{ id, name: 'Shared', content: text }]);
      await side.acked();
    },
    { id, text }
  );
  await until(
    b,
    async ({ id, text }) => {
      const { prompts } = await side.counts();
      return prompts > 0 && (await side.kept(id))[0] === text;
    },
    { id, text }
  );
  const before = storedFolded(running.data);
  await write(a, statesOf('a', where, edits));
  await write(b, statesOf('b', where, edits));
  const cpu = useOf(running.pid).cpu;

  const begun = performance.now();
  await Promise.all([a, b].map(comeBack));
  const agreed = (await untilSame(a, b)) - begun;
  // A text beside the one that stands may come a moment later.
  await a.page.waitForTimeout(1000);
  const texts = await a.page.evaluate((id) => side.kept(id), id);
  const words = (from: string[]) => new Set(from.join(' ').match(/\b[ab]\d{3}x/g)).size;
  const named = (what: string) => `two write, ${where}: ${what}`;
  return {
    [named(`of ${2 * edits} words in the text`)]: words(texts.slice(0, 1)),
    [named(`of ${2 * edits} words in reach`)]: words(texts),
    [named('both agree after (ms)')]: agreed,
    [named('server CPU (s)')]: useOf(running.pid).cpu - cpu,
    [named('server grows by texts')]: (storedFolded(running.data) - before) / text.length
  };
}

/** The text after each word a device has put in. */
function statesOf(name: 'a' | 'b', where: Where, edits: number): string[] {
  const next = chance(name === 'a' ? 7 : 11);
  let content = text;
  return Array.from({ length: edits }, (_, nth) => {
    const half = content.length / 2;
    const from = where === 'halves' && name === 'b' ? half + lines : 0;
    const length = where === 'halves' ? half - lines : content.length;
    const space = content.indexOf(' ', Math.floor(from + next() * length));
    const at = space < 0 ? content.length : space;
    content = `${content.slice(0, at)} ${name}${String(nth).padStart(3, '0')}x${content.slice(at)}`;
    return content;
  });
}

/** Numbers from 0 up to 1, the same in every run. */
function chance(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const write = ({ page }: Browser, states: string[]) =>
  page.evaluate(
    async ({ id, states }) => {
      await side.offline();
      for (const content of states) await side.edit(id, content);
    },
    { id, states }
  );

const comeBack = ({ page }: Browser) =>
  page.evaluate(async () => {
    await side.online();
    await side.acked();
  });

/** When both showed the same text and did so still a moment later. */
async function untilSame(a: Browser, b: Browser): Promise<number> {
  const read = async () => {
    const texts = [a, b].map(({ page }) => page.evaluate((id) => side.kept(id), id));
    const [first, second] = await Promise.all(texts);
    return first?.[0] === second?.[0] ? first?.[0] : undefined;
  };
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    const same = await read();
    const at = performance.now();
    if (same !== undefined) {
      await a.page.waitForTimeout(500);
      if ((await read()) === same) return at;
    } else await a.page.waitForTimeout(10);
  }
  return NaN;
}
