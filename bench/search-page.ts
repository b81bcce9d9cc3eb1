import MiniSearch from 'minisearch';
import { parseSearch } from '../shared/search-query.ts';
import { openDatabase } from '../web/lib/data/db.ts';
import { permitWrites } from '../web/lib/data/guard.ts';
import { createFindHere } from '../web/lib/search/find-here.ts';
import { createIndexKeeper } from '../web/lib/search/index-keeper.ts';
import { WordIndex } from '../web/lib/search/word-index.ts';

/** The same numbers each time. */
function seeded(seed: number) {
  return () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

/** As in any language: few words often, many seldom. */
function words(count: number, random: () => number) {
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  const all = Array.from({ length: count }, (_, nth) => {
    let word = '';
    for (let rest = nth + 27; rest > 0; rest = Math.floor(rest / 26))
      word += letters.charAt(rest % 26);
    return word;
  });
  return () => all[Math.floor(Math.exp(random() * Math.log(count))) - 1] ?? 'the';
}

const scope = 'u:bench';
const slice = 2000;

/** Runs in the browser: messages into its storage, the index over them, and questions to it and to others. */
async function measure(messages: number, questions: number, miniMessages: number) {
  const db = openDatabase(`bench-search-${crypto.randomUUID()}`);
  const random = seeded(7);
  const word = words(60_000, random);
  const text = () => Array.from({ length: 20 + Math.floor(random() * 120) }, word).join(' ');
  const row = (nth: number) => ({
    id: `0197f2a4-5d3e-7c1a-9a52-${String(nth).padStart(12, '0')}`,
    parts: [],
    runId: null,
    summary: null,
    conversationId: `c${nth % 500}`,
    parentId: null,
    role: 'user' as const,
    text: text(),
    createdAt: nth,
    updatedAt: nth,
    deletedAt: null,
    $sync: { scope, seq: nth + 1, stamps: {} }
  });
  for (let from = 0; from < messages; from += slice)
    await db.transaction('rw', db.messages, async (tx) => {
      permitWrites(tx);
      await db.messages.bulkPut(Array.from({ length: slice }, (_, at) => row(from + at)));
    });

  const cursor = { scope, epoch: 'e', seq: messages, mark: null, resync: 0 as const };
  await db.transaction('rw', db.cursors, async (tx) => {
    permitWrites(tx);
    await db.cursors.put(cursor);
  });

  const index = new WordIndex();
  const rest = () => new Promise<void>((done) => setTimeout(done));
  const keeper = createIndexKeeper({ db, index, rest, tell: () => undefined });
  const built = await timed(() => keeper.refresh());
  await keeper.save();
  const loaded = await timed(() =>
    createIndexKeeper({ db, index: new WordIndex(), rest, tell: () => undefined }).refresh()
  );

  const find = createFindHere({ db, index, keeper });
  // As one types: beginnings, two words, a phrase, an exclusion.
  const asked = Array.from({ length: questions }, (_, nth) => {
    const one = word();
    if (nth % 5 === 0) return one.slice(0, 1 + Math.floor(random() * one.length));
    if (nth % 5 === 1) return `${one} ${word().slice(0, 2)}`;
    if (nth % 5 === 2) return `"${one} ${word()}"`;
    return nth % 5 === 3 ? `${one} ${word()}` : `${one} -${word()}`;
  });
  const ours: number[] = [];
  for (const one of asked) ours.push(await timed(() => find.page(parseSearch(one), null, 30)));

  const naive: number[] = [];
  for (const one of asked.slice(0, 5)) {
    const terms = one.replaceAll(/["-]/g, '').split(' ');
    naive.push(
      await timed(() =>
        db.messages
          .filter(({ text }) => terms.every((term) => text.includes(term)))
          .limit(1e9)
          .primaryKeys()
      )
    );
  }

  const mini = new MiniSearch({ fields: ['text'] });
  const some = await db.messages.limit(miniMessages).toArray();
  const miniBuilt = await timed(async () => mini.addAll(some));
  const minis: number[] = [];
  for (const one of asked.slice(0, 60))
    minis.push(
      await timed(async () => mini.search(one, { prefix: true, combineWith: 'AND' }).slice(0, 30))
    );
  await db.delete();
  return { built, loaded, ours, naive, miniBuilt, minis };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

Object.assign(globalThis, { measure });
