import * as z from 'zod/mini';
import { isTerminal } from '#shared/run-events';
import type { StreamEvent } from '$lib/api/sse';
import type { RunListener } from './pokes';
import type { After } from './ports';

/** One entry of a run's log as it passed by; `data` is its JSON. */
export interface RunFrame {
  runId: string;
  seq: number;
  event: string;
  data: string;
}

/** `open`: frames of all live runs come by themselves. `held`: this network lets no stream through. */
export type FeedState = 'off' | 'open' | 'held';

/**
 * All live runs of the person, in every tab, from the one stream that the leading tab holds. It is a
 * preview: who follows a run checks its seqs and asks the server for what is missing, so that a tab may
 * come, freeze or die, and two may talk at once.
 */
export interface RunFeed {
  readonly state: FeedState;
  /** The last seq of a live run that passed by; `null` for one that is not live, or not known here. */
  standing(runId: string): number | null;
  /** First what passed by lately, then what follows, until the answer is called. */
  follow(runId: string, to: RunFollower): () => void;
}

export interface RunFollower {
  frame(frame: RunFrame): void;
  /** The state changed, or the stream was opened anew: there may be a gap. */
  turned(): void;
}

type Word =
  | ({ kind: 'frame' } & RunFrame)
  | { kind: 'open'; standing: [runId: string, seq: number][] }
  | { kind: 'lost' | 'held' | 'alive' | 'who' };
/** Who leads counts what it says, so that a tab that slept knows that it has missed something. */
type Said = Word & { from: string; count: number };

interface Deps {
  /** To the other tabs; `null` where there is none. */
  channel: Pick<
    BroadcastChannel,
    'postMessage' | 'addEventListener' | 'removeEventListener'
  > | null;
  after: After;
  /** This tab's name, like no other's. */
  name: string;
}

/** The server beats every 10 s; who leads passes that on. */
const silenceMs = 15_000;
const hushMs = 2000;
/** A run may speak in the stream before the request that began it is answered. */
const lateMs = 10_000;
const lateFrames = 256;
const liveSchema = z.object({ runs: z.record(z.string(), z.int()) });

export type LeadingRunFeed = RunFeed & RunListener & { stop(): void };

export function createRunFeed({ channel, after, name }: Deps): LeadingRunFeed {
  const standing = new Map<string, number>();
  const followers = new Map<string, Set<RunFollower>>();
  const lately = new Map<string, RunFrame[]>();
  let state: FeedState = 'off';
  const heardOf = new Map<string, number>();
  let count = 0;
  let leading = false;
  let hushed = false;
  let cancelSilence = () => {};

  function turn(to: FeedState) {
    state = to;
    for (const set of followers.values()) for (const one of [...set]) one.turned();
  }

  function heard() {
    cancelSilence();
    // The tab that leads knows of its own connection; the others only that they hear nothing.
    if (!leading && state === 'open') cancelSilence = after(silenceMs, () => turn('off'));
  }

  function pass({ runId, seq, event, data }: RunFrame) {
    const frame = { runId, seq, event, data };
    if (isTerminal(event)) standing.delete(runId);
    else if (seq > (standing.get(runId) ?? 0)) standing.set(runId, seq);
    const set = followers.get(runId);
    if (set) for (const one of [...set]) one.frame(frame);
    else remember(frame);
  }

  function remember(frame: RunFrame) {
    const known = lately.get(frame.runId);
    if (known && known.length < lateFrames) known.push(frame);
    else if (!known && frame.seq === 1) {
      lately.set(frame.runId, [frame]);
      after(lateMs, () => lately.delete(frame.runId));
    }
  }

  function take(said: Word) {
    if (said.kind === 'frame') pass(said);
    else if (said.kind === 'open') {
      standing.clear();
      for (const [runId, seq] of said.standing) standing.set(runId, seq);
      turn('open');
    } else if (said.kind === 'who') answer();
    else if (said.kind !== 'alive') turn(said.kind === 'held' ? 'held' : 'off');
    if (said.kind !== 'who') heard();
  }

  function hearTab(event: Event) {
    const said = (event as MessageEvent<Said>).data;
    if (said.kind !== 'who') {
      // Two tabs may lead at once; each then believes its own connection.
      if (leading && said.kind !== 'frame') return;
      const next = (heardOf.get(said.from) ?? -1) + 1;
      heardOf.set(said.from, said.count);
      const missed = said.kind !== 'open' && said.count !== next;
      if (!leading && (missed || (said.kind === 'alive' && state === 'off'))) post({ kind: 'who' });
    }
    take(said);
  }

  const post = (word: Word) => channel?.postMessage({ ...word, from: name, count } satisfies Said);

  function say(word: Word) {
    count += 1;
    post(word);
    take(word);
  }

  function answer() {
    if (leading && state === 'open') post({ kind: 'open', standing: [...standing] });
    if (leading && state === 'held') post({ kind: 'held' });
  }

  channel?.addEventListener('message', hearTab);
  post({ kind: 'who' });

  return {
    get state() {
      return state;
    },
    standing: (runId) => standing.get(runId) ?? null,
    follow(runId, to) {
      const set = followers.get(runId) ?? new Set();
      followers.set(runId, set.add(to));
      const before = lately.get(runId) ?? [];
      lately.delete(runId);
      for (const frame of before) to.frame(frame);
      return () => {
        set.delete(to);
        if (set.size === 0 && followers.get(runId) === set) followers.delete(runId);
      };
    },
    begin() {
      leading = true;
      return [...standing].map(([runId, seq]) => `${runId}:${seq}`).join(',');
    },
    hear({ event, id, data }: StreamEvent) {
      if (event === 'live') {
        const { runs } = liveSchema.parse(JSON.parse(data));
        return say({ kind: 'open', standing: Object.entries(runs) });
      }
      const colon = id.lastIndexOf(':');
      if (colon < 1) return;
      say({
        kind: 'frame',
        runId: id.slice(0, colon),
        seq: Number(id.slice(colon + 1)),
        event,
        data
      });
    },
    alive() {
      if (hushed) return;
      hushed = true;
      after(hushMs, () => (hushed = false));
      say({ kind: 'alive' });
    },
    ended(why) {
      leading = false;
      say({ kind: why });
      post({ kind: 'who' }); // another tab may lead by now
    },
    stop() {
      cancelSilence();
      channel?.removeEventListener('message', hearTab);
    }
  };
}
