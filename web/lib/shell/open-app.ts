import { v7 } from 'uuid';
import { createApi } from '$lib/api/client';
import type { Api } from '$lib/api/client';
import { createClock } from '$lib/data/clock';
import { openDatabase } from '$lib/data/db';
import { createStore } from '$lib/data/edit';
import { createKeptMarker } from '$lib/data/kept-marker';
import type { KeptMarker } from '$lib/data/kept-marker';
import { createLastWords } from '$lib/data/last-words';
import type { LastWords } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { bringingBlobs } from '$lib/sync/bring-blobs';
import { createBrowserSync } from '$lib/sync/browser';
import type { Sync } from '$lib/sync/sync';

/** On one machine there is one implicit owner; the server names the scope the same. */
const userId = 'local';
const scope = 'u:local';

export interface App {
  api: Api;
  store: Store;
  sync: Sync;
  lastWords: LastWords;
  kept: KeptMarker;
}

/** Builds the app's engines from this browser's clock, chance, network and storage; nothing starts yet. */
export function openApp(onOutdated: () => void): App {
  const clock = createClock(() => Date.now());
  const db = openDatabase(userId, { onOutdated });
  const store = createStore({ db, scope, now: clock.now, newId: v7 });
  const api = bringingBlobs(createApi({ fetch: (input, init) => fetch(input, init) }), db);
  const lastWords = createLastWords({
    storage: localStorage,
    key: `${db.name}.last-words`,
    now: clock.now
  });
  const kept = createKeptMarker({
    storage: localStorage,
    key: `${db.name}.kept`,
    now: clock.now
  });
  return { api, store, lastWords, kept, sync: createBrowserSync({ store, api, clock, scope }) };
}
