import { v7 } from 'uuid';
import { AccountState } from '$lib/account/account-state.svelte';
import { endingSession } from '$lib/account/pending-sign-out';
import { databaseOf, isWayIn } from '$lib/account/place';
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

export interface Engines {
  account: AccountState;
  api: Api;
  store: Store;
  sync: Sync;
  lastWords: LastWords;
  kept: KeptMarker;
}

/** Builds the app's engines from this browser's clock, chance, network and storage; nothing starts yet. */
export function openApp(onOutdated: () => void): Engines {
  const ask = endingSession((input, init) => fetch(input, init), localStorage);
  const account = new AccountState({
    api: createApi({ fetch: ask }),
    storage: localStorage,
    reload: (where) => {
      if (where === 'here' && !isWayIn(location.pathname)) location.reload();
      else location.assign('/');
    }
  });
  const clock = createClock(() => Date.now());
  const { place } = account;
  const { scope, organizationId } = place;
  const db = openDatabase(databaseOf(place), { onOutdated });
  const store = createStore({ db, scope, now: clock.now, newId: v7 });
  const headers = { 'x-organization': organizationId };
  const api = bringingBlobs(createApi({ fetch: ask, headers }), db);
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
  return {
    account,
    api,
    store,
    lastWords,
    kept,
    sync: createBrowserSync({ store, api, clock, scope })
  };
}
