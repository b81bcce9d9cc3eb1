import { Hono } from 'hono';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors';
import type { Sql } from '../db/open.ts';
import type { Writer } from '../db/writer.ts';
import { byId } from '../http/by-id.ts';
import type { Env } from '../http/route.ts';
import { route } from '../http/route.ts';
import type { Envelope } from '../secrets/envelope.ts';
import type { LiveRun, Plan } from './live-run.ts';
import type { Timers } from './timers.ts';

/** What a provider sent during a run, for those who asked for it when they started it. */
export interface RawFrames {
  /** The same plan; where it wishes for raw frames, what its provider says is written down. */
  recording(plan: Plan): Plan;
  /** Keeps a run's frames once it has ended, sealed; those of temporary runs only in memory. */
  keep(run: LiveRun): void;
  /** `GET /v1/runs/:id/raw`: NDJSON of `{t_us, line}`, microseconds since admission. */
  routes: Hono<Env>;
}

interface Recording {
  scope: string;
  organizationId: string;
  lines: string[];
}

interface Deps {
  envelope: Envelope;
  sql: Sql;
  writer: Writer;
  timers: Timers;
  now: () => number;
  monotonic: () => number;
  log: Logger;
}

/** Bytes of one run's NDJSON. */
const cap = 1024 * 1024;
const keptMs = 30 * 24 * 60 * 60 * 1000;
/** Frames of temporary runs can be read as long as their run. */
const lingerMs = 60_000;

export function createRawFrames(deps: Deps): RawFrames {
  const { envelope, sql, writer, timers, now, monotonic, log } = deps;
  const recordings = new Map<string, Recording>();
  const insert = sql.prepare(
    'insert or replace into run_raw (run_id, scope, organization_id, sealed, at) values (?, ?, ?, ?, ?)'
  );
  const forget = sql.prepare('delete from run_raw where at < ?');
  const find = sql.prepare<[string, string], { organizationId: string; sealed: Buffer }>(
    'select organization_id as organizationId, sealed from run_raw where run_id = ? and scope = ?'
  );
  const sealedTo = (organizationId: string, runId: string, scope: string) =>
    ({ organizationId, connectionId: runId, kind: 'raw-frames', origin: scope }) as const;

  function recording(plan: Plan): Plan {
    const { rawFor, record, resolved, scope } = plan;
    if (rawFor === undefined) return plan;
    const lines: string[] = [];
    const began = monotonic();
    let bytes = 0;
    let full = false;
    let attempt = 0;

    function write(entry: object) {
      const text = `${JSON.stringify({ t_us: Math.round((monotonic() - began) * 1000), ...entry })}\n`;
      bytes += Buffer.byteLength(text);
      if (bytes > cap) return false;
      lines.push(text);
      return true;
    }

    const provider: typeof resolved.provider = {
      run(call, sink, signal) {
        recordings.set(record.id, { scope, organizationId: rawFor, lines });
        attempt += 1;
        const retried = attempt > 1 ? { attempt } : {};
        const line = (text: string) => {
          if (full) return false;
          full = !write({ line: text, ...retried });
          if (full) lines.push('{"cut":"The rest was beyond 1 MiB."}\n');
          return !full;
        };
        return resolved.provider.run(call, { ...sink, line }, signal);
      }
    };
    return { ...plan, resolved: { ...resolved, provider } };
  }

  async function store(run: LiveRun, { scope, organizationId, lines }: Recording) {
    await writer.transact(() => {
      const context = sealedTo(organizationId, run.id, scope);
      insert.run(run.id, scope, organizationId, envelope.seal(context, lines.join('')), now());
      forget.run(now() - keptMs);
    });
    recordings.delete(run.id);
  }

  function keep(run: LiveRun) {
    const recorded = recordings.get(run.id);
    if (!recorded) return;
    if (!run.store) timers.after(lingerMs, () => recordings.delete(run.id));
    else
      store(run, recorded).catch((err: unknown) => {
        recordings.delete(run.id);
        log.warn({ err, runId: run.id }, 'the raw frames of a run could not be kept');
      });
  }

  /** @throws AppError NOT_FOUND, also for another scope's run and for one that keeps none */
  function read(scope: string, id: string): string {
    const recorded = recordings.get(id);
    if (recorded?.scope === scope) return recorded.lines.join('');
    const row = find.get(id, scope);
    if (!row) throw new AppError('NOT_FOUND', { detail: 'No raw frames are kept of this run.' });
    return envelope.open(sealedTo(row.organizationId, id, scope), row.sealed);
  }

  const raw = route(
    'view',
    { params: byId, answer: 'application/x-ndjson' },
    ({ c, principal, params: { id } }) =>
      c.body(read(principal.scope, id), 200, { 'content-type': 'application/x-ndjson' })
  );
  return { recording, keep, routes: new Hono<Env>().get('/v1/runs/:id/raw', raw) };
}
