import type { EventSource } from '../http/event-source.ts';
import { frameOf } from '../http/event-source.ts';
import type { Entry } from './event-log.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveRuns } from './live-runs.ts';
import type { Reading } from './reading.ts';
import type { Source } from './subscriber.ts';

/**
 * All live runs of a person in one stream; an event's id is `<run>:<seq>`. What a reader with cursors has
 * missed comes first (a run it does not name begins with a snapshot), then `live`: the runs that go on and
 * where each stands. Temporary runs are left out: they are nobody's but the page's that asked for them.
 */
export function createRunEvents(live: LiveRuns, reading: Reading): EventSource {
  /** Encoded once for all readers, and only where there are any. */
  const encoded = new WeakMap<Entry, Buffer>();
  function frame(runId: string, entry: Entry): Buffer {
    const known = encoded.get(entry);
    if (known) return known;
    const { type, seq, json } = entry;
    const made = Buffer.from(`event: ${type}\nid: ${runId}:${seq}\ndata: ${json}\n\n`);
    encoded.set(entry, made);
    return made;
  }

  /** A run that has ended since is told to its end; one that cannot be read is not told of at all. */
  function endedSource(scope: string, id: string): Source | null {
    try {
      return reading.find(scope, id).source;
    } catch {
      return null; // gone, or not readable yet: `live` does not name it, and its reader asks
    }
  }

  return {
    open(scope, cursors, send) {
      const stops = new Map<string, () => void>();
      const stands: Record<string, number> = {};
      const frames: Buffer[] = [];

      function follow(run: LiveRun, after: number) {
        let sent = after;
        const stop = run.log.follow((entry) => {
          // An entry being told while one joins may come twice.
          if (entry.seq <= sent) return;
          sent = entry.seq;
          if (run.log.ended) leave();
          send(frame(run.id, entry));
        });
        function leave() {
          stop();
          stops.delete(run.id);
        }
        stops.set(run.id, stop);
      }

      const mine = live.all().filter((run) => run.scope === scope && run.store);
      for (const run of mine) {
        if (run.log.seq === 0) continue; // not begun: `onBegin` will tell
        for (const entry of run.log.read(cursors.get(run.id) ?? null))
          frames.push(frame(run.id, entry));
        stands[run.id] = run.log.seq;
        follow(run, run.log.seq);
      }
      for (const [id, after] of cursors) {
        if (id in stands) continue;
        for (const entry of endedSource(scope, id)?.read(after) ?? [])
          frames.push(frame(id, entry));
      }
      frames.push(frameOf('live', { runs: stands }));

      const stopBegin = live.onBegin((run, entry) => {
        if (run.scope !== scope || !run.store) return;
        send(frame(run.id, entry));
        follow(run, entry.seq);
      });
      return {
        frames,
        stop() {
          stopBegin();
          for (const stop of stops.values()) stop();
          stops.clear();
        }
      };
    }
  };
}
