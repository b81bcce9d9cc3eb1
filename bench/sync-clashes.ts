import { until } from './sync-browser.ts';
import type { Browser } from './sync-browser.ts';
import { contentOf } from './sync-data.ts';
import type { BenchPrompt, Side } from './sync-data.ts';
import type { Opened } from './sync-opened.ts';
import type { Figures } from './sync-workloads.ts';

declare const side: Side;

/** What a device shows of a prompt: its name and the text that stands, and every one beside them. */
interface Shown {
  names: string[];
  texts: string[];
}

type Device = 'a' | 'b';
const groups = ['sentence', 'fields', 'deleted'] as const;
type Group = (typeof groups)[number];

const idOf = (group: Group, nth: number) => `${group}-${nth}`;
const mark = (device: Device, nth: number) => `${device}${String(nth).padStart(3, '0')}x`;

const promptOf = (group: Group, nth: number): BenchPrompt => {
  const id = idOf(group, nth);
  return { id, name: id, content: contentOf(id) };
};

/** The prompt's text with one passage in its middle replaced, the same one on both devices. */
function rewritten(group: Group, nth: number, device: Device): string {
  const text = contentOf(idOf(group, nth));
  const from = text.indexOf(' ', 900);
  const to = text.indexOf(' ', 1000);
  return `${text.slice(0, from)} Say it as ${mark(device, nth)} would say it.${text.slice(to)}`;
}

/**
 * Two devices change the same prompts offline: both rewrite the same sentence of some; one renames and
 * the other writes; one deletes and the other writes, half of the time later. The first comes back,
 * then the other. Counted is what neither of them can still read afterwards.
 */
export async function clashes({ browse }: Opened, prompts: number): Promise<Figures> {
  const a = await browse();
  const b = await browse();
  const all = Array.from({ length: prompts }, (_, nth) => nth);
  const ids = groups.flatMap((group) => all.map((nth) => idOf(group, nth)));
  const later = prompts / 2;
  const write = (device: Device, group: Group, some: number[]) =>
    some.map((nth) => ({ id: idOf(group, nth), content: rewritten(group, nth, device) }));

  for (const { page } of [a, b]) await page.evaluate(() => side.open());
  await a.page.evaluate(
    async (rows) => {
      await side.create(rows);
      await side.acked();
    },
    groups.flatMap((group) => all.map((nth) => promptOf(group, nth)))
  );
  // A count may be ahead of what can be read.
  await until(
    b,
    async (ids) => {
      const texts = await Promise.all(ids.map((id) => side.kept(id)));
      return texts.every(([text]) => Boolean(text));
    },
    ids
  );
  for (const { page } of [a, b]) await page.evaluate(() => side.offline());

  await edit(a, write('a', 'sentence', all));
  await edit(b, write('b', 'sentence', all));
  await a.page.evaluate(
    async (names) => {
      for (const { id, name } of names) await side.rename(id, name);
    },
    all.map((nth) => ({ id: idOf('fields', nth), name: mark('a', nth) }))
  );
  await edit(b, write('b', 'fields', all));
  await edit(b, write('b', 'deleted', all.slice(0, later)));
  await a.page.evaluate(
    async (ids) => {
      for (const id of ids) await side.remove(id);
    },
    all.map((nth) => idOf('deleted', nth))
  );
  await edit(b, write('b', 'deleted', all.slice(later)));

  for (const { page } of [a, b])
    await page.evaluate(async () => {
      await side.online();
      await side.acked();
    });
  const read = await settled(a, b, ids);
  /** How many of the words that a device put into such prompts nobody can read any more. */
  const lost = (group: Group, device: Device) =>
    all.filter((nth) => {
      const at = ids.indexOf(idOf(group, nth));
      return !read.some((shown) => wordsOf(shown[at]).includes(mark(device, nth)));
    }).length;
  return {
    [`both rewrite a sentence: of ${2 * prompts} changes lost`]:
      lost('sentence', 'a') + lost('sentence', 'b'),
    [`one renames, one writes: of ${2 * prompts} changes lost`]:
      lost('fields', 'a') + lost('fields', 'b'),
    [`one deletes, one writes: of ${prompts} texts lost`]: lost('deleted', 'b')
  };
}

const wordsOf = (shown: Shown | undefined) =>
  shown ? [...shown.names, ...shown.texts].join(' ') : '';

const edit = ({ page }: Browser, edits: { id: string; content: string }[]) =>
  page.evaluate(async (edits) => {
    for (const { id, content } of edits) await side.edit(id, content);
  }, edits);

const look = ({ page }: Browser, ids: string[]): Promise<Shown[]> =>
  page.evaluate(
    (ids) =>
      Promise.all(
        ids.map(async (id) => ({ names: await side.names(id), texts: await side.kept(id) }))
      ),
    ids
  );

/** What both devices show once that has not changed for a second. */
async function settled(a: Browser, b: Browser, ids: string[]): Promise<Shown[][]> {
  let before = '';
  for (let tries = 0; ; tries++) {
    const shown = [await look(a, ids), await look(b, ids)];
    const now = JSON.stringify(shown);
    if (now === before || tries > 60) return shown;
    before = now;
    await a.page.waitForTimeout(1000);
  }
}
