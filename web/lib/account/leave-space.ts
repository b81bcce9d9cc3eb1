import { toBody } from '#shared/paths';
import { keyOf, openDatabase } from '$lib/data/db';
import type { Database, Quarantined } from '$lib/data/db';
import { draftsIn } from '$lib/data/drafts';
import type { LastWord } from '$lib/data/last-words';
import { leave } from '$lib/data/leave';
import { transact } from '$lib/data/transact';
import { forgetBeside } from './forget-person';
import { databaseOf } from './place';
import type { Place } from './place';

interface Left {
  db: Database;
  scope: string;
  /** What was typed and never saved: the page goes before it could be. */
  words: LastWord[];
}

interface Deps {
  now: () => number;
  newId: () => string;
  storage: Storage;
  open?: typeof openDatabase;
}

/**
 * Takes along, into one's own space, what one had written in an organization one does not belong to any
 * more: there it can be saved as a copy. Then nothing of the organization is left here.
 * @returns how many changes were taken along
 */
export async function leaveSpace({ db, scope, words }: Left, own: Place, deps: Deps) {
  const { now, newId, storage, open = openDatabase } = deps;
  const at = now();
  // Whoever learns of it before sync does has changes that wait still.
  const tables = db.tables.map(({ name }) => name);
  await transact(db, tables, () => leave(db, scope, at));
  const drafts = draftsIn(storage, db.name).map((content): LastWord => {
    const change = { text: { content, spans: [] } };
    return { collection: 'prompts', id: newId(), change };
  });
  const typed = [...words, ...drafts].map(({ collection, id, change }): Quarantined => ({
    mid: newId(),
    key: keyOf(collection, id),
    code: 'NOT_FOUND',
    at,
    detail: 'You were writing it when you lost access to where it belongs.',
    content: { set: wrapped(toBody(collection, change)) }
  }));
  const mine = [...(await db.quarantine.toArray()), ...typed];
  if (mine.length > 0) {
    const home = open(databaseOf(own));
    await home.quarantine.bulkPut(mine);
    home.close();
  }
  // Only now: had the page died before, everything would be done again.
  await db.delete();
  forgetBeside(storage, db.name);
  return mine.length;
}

/** As a refused change holds its values. */
const wrapped = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).map(([path, v]) => [path, { v }]));
