import Dexie from 'dexie';
import { searchedNames } from '#shared/search-document';
import { withPeople } from '#shared/search-people';
import { isEmptyQuery, parseSearch, type SearchQuery } from '#shared/search-query';
import { openDatabase, type Database } from '$lib/data/db';
import { createFindHere } from './find-here';
import { createIndexKeeper } from './index-keeper';
import { pageSize, type Asked, type Told } from './messages';
import { WordIndex } from './word-index';

/** So long after a change the index follows: a person who types is one change. */
const followMs = 300;
/** The cache is written once things have been quiet so long. */
const saveMs = 4000;
const scanned = 100;
const followed = new Set<string>([
  ...searchedNames,
  'outbox',
  'cursors',
  'packs',
  'runOutputs',
  'tombstones'
]);

const tell = (told: Told) => postMessage(told);
const rest = () => new Promise<void>((done) => setTimeout(done));
let ask: (asked: Extract<Asked, { type: 'ask' }>) => void = () => undefined;
let latest = 0;

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data.type === 'open') begin(data.database, data.mostWords);
  else if (data.type === 'stop') latest++;
  else {
    latest = data.id;
    ask(data);
  }
});

function begin(database: string, mostWords: number) {
  const db = openDatabase(database);
  const index = new WordIndex(mostWords);
  const keeper = createIndexKeeper({
    db,
    index,
    rest,
    tell: (building) => tell({ type: 'building', building })
  });
  const find = createFindHere({ db, index, keeper });
  follow(db, keeper, index);

  ask = (asked) => void answer(asked).catch((error: unknown) => failed(error, asked.id));
  async function answer({ id, text, zone, only, askers, after }: Extract<Asked, { type: 'ask' }>) {
    const began = performance.now();
    // What came while the last answer was made stands in line behind this: only the latest is answered.
    await rest();
    if (id !== latest) return;
    const query = withPeople(parseSearch(text, zone, only), askers);
    const { items, next } = await find.page(query, after, pageSize);
    if (id !== latest) return;
    tell({ type: 'found', id, items, next, ms: performance.now() - began });
    if (after === null) await readOlder(id, query);
  }

  async function readOlder(id: number, query: SearchQuery) {
    if (isEmptyQuery(query) || query.terms.length + query.without.length === 0) return;
    const older = [...index.partial()];
    for (let at = 0; at < older.length; at += scanned) {
      const items = await find.scan(query, older.slice(at, at + scanned));
      if (id !== latest) return;
      const done = Math.min(at + scanned, older.length);
      tell({ type: 'scanned', id, items, done, all: older.length });
      await rest();
    }
  }
}

function failed(error: unknown, id: number | null) {
  tell({ type: 'failed', id, detail: error instanceof Error ? error.message : String(error) });
}

/** Keeps the index true while this worker lives; of several tabs one keeps the cache. */
function follow(db: Database, keeper: ReturnType<typeof createIndexKeeper>, index: WordIndex) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: ReturnType<typeof setTimeout> | undefined;
  let work = Promise.resolve();
  let keepsCache = false;

  const save = () => {
    work = work.then(() => keeper.save()).catch((error: unknown) => failed(error, null));
  };
  const refresh = () => {
    timer = undefined;
    work = work
      .then(() => keeper.refresh())
      .then(() => {
        tell({ type: 'changed' });
        clearTimeout(saving);
        if (keepsCache) saving = setTimeout(save, saveMs);
      })
      .catch((error: unknown) => failed(error, null));
  };
  const start = `idb://${db.name}/`;
  Dexie.on('storagemutated', (parts) => {
    const isOurs = Object.keys(parts).some(
      (part) => part.startsWith(start) && followed.has(part.slice(start.length).split('/')[0] ?? '')
    );
    if (isOurs) timer ??= setTimeout(refresh, followMs);
  });
  refresh();

  const begun = performance.now();
  void navigator.locks.request(`${db.name}-search`, () => {
    keepsCache = true;
    // Whoever had it before has written a cache of its own since this one was read.
    if (performance.now() - begun > 1000)
      for (const segment of index.segments) segment.isDirty = true;
    return new Promise(() => undefined);
  });
}
