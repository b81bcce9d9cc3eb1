import type { Api } from '$lib/api/client';
import { follow, HeldBack, type StreamEvent } from '$lib/api/sse';
import { AppError } from '#shared/errors';
import { pokeSchema, type Poke } from '#shared/protocol';
import type { After } from './ports';

/** Listens to the person's event stream until stopped, connecting again by itself. */
export interface Pokes {
  start(): void;
  /** The network is back, or the page is: a connection that has been quiet may be dead without knowing. */
  retryNow(): void;
  /** Another tab listens now; `start` begins again. */
  pause(): void;
  stop(): void;
}

interface Deps {
  api: Api;
  after: After;
  random: () => number;
  /** Milliseconds; may jump where the machine sleeps. */
  now: () => number;
  onPoke: (poke: Poke) => void;
  /** Listening (again): what was said in between has been missed. */
  onListening: () => void;
  /** The server says no: who listens is signed out, or not a member any more. */
  onRefused?: () => void;
  /** Somebody came to a prompt or left it; `data` as it was sent. */
  onPresence?: (data: string) => void;
  runs?: RunListener;
  /** How long the first byte may take; it comes with the headers. */
  firstMs?: number;
}

/** Who hears of the runs in the stream. */
export interface RunListener {
  /** This tab holds the stream from now on. Answers where to go on: `run:seq` of each known run. */
  begin(): string;
  hear(event: StreamEvent): void;
  /** Something came, if only a heartbeat. */
  alive(): void;
  /** The stream broke or was left; or bytes do not come through at all. */
  ended(why: 'lost' | 'held'): void;
}

/** More than two heartbeats. */
const idleMs = 25_000;
/** After a heartbeat should have come. */
const quietMs = 11_000;
/** How soon a network that holds streams back is tried again. */
const heldMs = 60_000;

/** Who may not is asked to come back less often: a sign-in wakes it anyway. */
const refusedMs = 15_000;
const refusals: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

export function createPokes(deps: Deps): Pokes {
  const { api, after, random, now, onPoke, onListening, runs, firstMs = 10_000 } = deps;
  let connection: AbortController | null = null;
  let started = false;
  let stopped = false;
  let failures = 0;
  let heardAt = 0;
  let cancelRetry = () => {};

  async function listen(signal: AbortSignal): Promise<void> {
    const open = async (path: string, init?: RequestInit) => {
      const response = await api.raw(path, init);
      failures = 0;
      onListening();
      return response;
    };
    const onbytes = () => {
      heardAt = now();
      runs?.alive();
    };
    const cursors = runs?.begin() ?? '';
    const url = cursors === '' ? '/v1/events' : `/v1/events?after=${cursors}`;
    for await (const event of follow(open, url, {
      after: null,
      signal,
      idleMs,
      firstMs,
      onbytes
    })) {
      if (event.event === 'poke') onPoke(pokeSchema.parse(JSON.parse(event.data)));
      else if (event.event === 'presence') deps.onPresence?.(event.data);
      else runs?.hear(event);
    }
  }

  function connect() {
    cancelRetry();
    if (stopped) return;
    const mine = new AbortController();
    connection = mine;
    heardAt = now();
    const reconnect = (error?: unknown) => {
      if (connection !== mine || stopped) return;
      connection = null;
      const held = error instanceof HeldBack;
      runs?.ended(held ? 'held' : 'lost');
      const isRefused = error instanceof AppError && refusals.includes(error.code);
      if (isRefused) deps.onRefused?.();
      const wait = held
        ? heldMs
        : isRefused
          ? refusedMs
          : Math.min(failures > 30 ? 15_000 : 2000, 250 * 2 ** failures++);
      cancelRetry = after(wait * (0.5 + random() / 2), connect);
    };
    // Ending and breaking are the same here: listen again. That the server is away is sync's to tell.
    listen(mine.signal).then(() => reconnect(), reconnect);
  }

  function leave() {
    cancelRetry();
    const left = connection;
    connection = null;
    left?.abort();
    if (left) runs?.ended('lost');
  }

  return {
    start() {
      started = true;
      if (!connection) connect();
    },
    retryNow() {
      if (!started || stopped) return;
      if (connection && Math.abs(now() - heardAt) < quietMs) return;
      failures = 0;
      leave();
      connect();
    },
    pause() {
      started = false;
      leave();
    },
    stop() {
      stopped = true;
      leave();
    }
  };
}
