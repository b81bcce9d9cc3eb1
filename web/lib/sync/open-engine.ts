import type { Api } from '$lib/api/client';
import type { Clock } from '$lib/data/clock';
import { createReplica } from '$lib/data/replica';
import type { Store } from '$lib/data/store';
import { createEngine, type Engine } from './engine';
import { createNet } from './ports';

interface Deps {
  store: Store;
  api: Api;
  clock: Clock;
  scope: string;
  deadline: (ms: number) => AbortSignal | undefined;
  onGone: () => void;
}

/** The engine between this device's database and the server. */
export function openEngine({ store, api, clock, scope, deadline, onGone }: Deps): Engine {
  const replica = createReplica({ db: store.db, now: clock.now, newId: store.newId });
  return createEngine({ replica, net: createNet(api, deadline), clock, scope, onGone });
}
