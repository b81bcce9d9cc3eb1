import type { Api } from '$lib/api/client';
import { follow } from '$lib/api/sse';
import { pokeSchema, type Poke } from '#shared/protocol';
import type { After } from './ports';

/** Listens to "this scope has moved" until stopped, connecting again by itself. */
export interface Pokes {
  start(): void;
  /** The network is back, or the page is: do not wait for the next try. */
  retryNow(): void;
  /** Another tab listens now; `start` begins again. */
  pause(): void;
  stop(): void;
}

interface Deps {
  api: Api;
  after: After;
  random: () => number;
  onPoke: (poke: Poke) => void;
  /** Listening (again): what was said in between has been missed. */
  onListening: () => void;
  /** Other events of the person's stream, for those who added them. */
  onEvent?: (event: string, data: string) => void;
}

/** More than two heartbeats. */
const idleMs = 45_000;

export function createPokes({ api, after, random, onPoke, onListening, onEvent }: Deps): Pokes {
  let connection: AbortController | null = null;
  let started = false;
  let stopped = false;
  let failures = 0;
  let cancelRetry = () => {};

  async function listen(signal: AbortSignal): Promise<void> {
    const open = async (path: string, init?: RequestInit) => {
      const response = await api.raw(path, init);
      failures = 0;
      onListening();
      return response;
    };
    for await (const { event, data } of follow(open, '/v1/events', {
      after: null,
      signal,
      idleMs
    })) {
      if (event !== 'poke') onEvent?.(event, data);
      else onPoke(pokeSchema.parse(JSON.parse(data)));
    }
  }

  function connect() {
    cancelRetry();
    if (stopped) return;
    const mine = new AbortController();
    connection = mine;
    const reconnect = () => {
      if (connection !== mine || stopped) return;
      connection = null;
      const wait = Math.min(failures > 30 ? 15_000 : 2000, 250 * 2 ** failures++);
      cancelRetry = after(wait * (0.5 + random() / 2), connect);
    };
    // Ending and breaking are the same here: listen again. That the server is away is sync's to tell.
    listen(mine.signal).then(reconnect, reconnect);
  }

  return {
    start() {
      started = true;
      if (!connection) connect();
    },
    retryNow() {
      if (!started || connection || stopped) return;
      failures = 0;
      connect();
    },
    pause() {
      started = false;
      cancelRetry();
      const left = connection;
      connection = null;
      left?.abort();
    },
    stop() {
      stopped = true;
      cancelRetry();
      connection?.abort();
    }
  };
}
