import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import type { Run, RunOutput } from '#shared/collections';
import type { SampleModel } from '#shared/sample-model/model';
import { createSampleModel } from '#shared/sample-model/model';
import { createAudit } from './audit/audit.ts';
import { noteHeads } from './audit/heads-file.ts';
import { createAuditRoutes } from './audit/routes.ts';
import { makeAside } from './backups/make-aside.ts';
import { createBackupSchedule, lookEveryMs } from './backups/schedule.ts';
import { createBlobs } from './blobs/blobs.ts';
import { createBlobRoutes } from './blobs/routes.ts';
import { createBlobSweep } from './blobs/sweep.ts';
import { createApp, localOwner } from './app.ts';
import { createLocalAccount } from './auth/local-account.ts';
import { oidcSettingsOf } from './auth/oidc-settings.ts';
import { openDatabase } from './db/open.ts';
import { createWriter } from './db/writer.ts';
import { isHttps } from './env.ts';
import type { Settings } from './env.ts';
import type { Env } from './http/route.ts';
import { createStreams } from './http/streams.ts';
import type { Tell } from './audit/audit.ts';
import { createLimits } from './limits/limits.ts';
import { serverBudgetOf } from './limits/server-budget.ts';
import { watchLoad } from './limits/watch-load.ts';
import { createOpenApiRoutes } from './openapi/routes.ts';
import { createConnections } from './providers/connections.ts';
import { createEgress } from './providers/egress.ts';
import { egressPolicyOf } from './providers/environment-connections.ts';
import { createSampleProvider, sampleModelInfo } from './providers/sample/provider.ts';
import { sleep } from './providers/sample/sleep.ts';
import { createPresence } from './presence/presence.ts';
import { createPresenceRoutes } from './presence/routes.ts';
import { createRecordRoutes } from './prompts/routes.ts';
import { createCommentRoutes } from './comments/routes.ts';
import { createSnapshotRoutes } from './snapshots/routes.ts';
import { createRows } from './runs/rows.ts';
import { createRuns } from './runs/runs.ts';
import { realTimers } from './runs/timers.ts';
import { createSearch } from './search/search.ts';
import type { SampleDeps } from './samples.ts';
import { plantSamples } from './samples.ts';
import { openEnvelope } from './secrets/envelope.ts';
import { createSharing } from './sharing/routes.ts';
import { createSyncServer } from './sync/sync.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface Installation {
  app: Hono<Env>;
  /** Team mode: whether there is anybody it belongs to. */
  hasOwner: () => boolean;
  /** Ends what a crash interrupted and plants the samples. Before listening. */
  prepare(): Promise<void>;
  /** Looks for model servers. After listening, when the own port is known. */
  start(): void;
  /** Refuses new work, lets live runs end for `ms`, closes the database. */
  close(ms: number): Promise<void>;
  /** For commands that work on the data without serving it. */
  planting: SampleDeps & { model: SampleModel };
}

const tidyEveryMs = 60 * 60 * 1000;

/** The composition root: real clock, real randomness, real disk; nowhere else are they chosen. */
export async function compose(
  settings: Settings,
  log: Logger,
  options: { port: () => number; site: string; telemetry?: Telemetry }
): Promise<Installation> {
  const { telemetry } = options;
  const now = () => Date.now();
  const monotonic = () => performance.now();
  const random = () => Math.random();
  const newId = () => v7();
  let draining = false;
  let tidying: NodeJS.Timeout | undefined;
  let copying: NodeJS.Timeout | undefined;

  const db = openDatabase(settings.PLAYGROUND_DATA);
  const { sql } = db;
  const writer = createWriter(sql);
  const audit = createAudit({ sql, now });
  const ownerOf = sql
    .prepare<[string], string>('select id from organizations where scope = ?')
    .pluck();
  const nameOf = sql.prepare<[string], string>('select name from users where id = ?').pluck();
  const tell: Tell = (scope, event) =>
    audit.write({ organizationId: ownerOf.get(scope) ?? localOwner.organizationId, ...event });
  const envelope = openEnvelope({ db, masterKeyFile: settings.PLAYGROUND_MASTER_KEY_FILE, now });

  const presence = createPresence({
    monotonic,
    nameOf: (userId) => nameOf.get(userId) ?? '',
    // Nobody waits for it to be forgotten when the server stops.
    after(ms, wake) {
      const timer = setTimeout(wake, ms).unref();
      return () => clearTimeout(timer);
    }
  });

  const sync = createSyncServer({
    sql,
    writer,
    folder: db.folder,
    now,
    monotonic,
    newId,
    tell,
    report: (err, what) => log.warn({ err }, what),
    sources: [{ open: (...asked) => runs.events.open(...asked) }, presence.events],
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    }
  });

  const egress = createEgress({ policy: egressPolicyOf(settings, options.port) });
  const model = createSampleModel();
  const sample = {
    provider: createSampleProvider({ sleep, random, model }),
    model: sampleModelInfo
  };
  const connections = createConnections({
    db,
    writer,
    envelope,
    egress,
    settings,
    sample,
    now,
    newId,
    audit
  });

  const load = watchLoad(monotonic);
  const limits = createLimits({
    sql,
    writer,
    log,
    now,
    monotonic,
    newId,
    audit,
    after: realTimers.after,
    overloaded: load.refusal,
    budget: serverBudgetOf(settings)
  });

  const blobs = createBlobs({ sql, writer, now });
  const sweepBlobs = createBlobSweep({ sql, writer, now, rest: () => delay(1) });
  const { author } = sync;
  const runs = createRuns({
    sql,
    writer,
    author,
    now,
    monotonic,
    newId,
    random,
    log,
    tell,
    envelope,
    resolve: connections.resolve,
    gate: limits.gate,
    kept: blobs,
    ...(telemetry && { observer: telemetry.runs })
  });
  telemetry?.watch(runs);

  const search = createSearch({
    sql,
    writer,
    rest: () => delay(1),
    report: (err) => log.warn({ err }, 'changed records could not be indexed for search'),
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    }
  });

  const sharing = createSharing({
    sql,
    writer,
    author,
    audit,
    now,
    monotonic,
    newId,
    presence,
    holdsKey: connections.holdsKey,
    random: (size) => randomBytes(size)
  });

  const streams = createStreams();
  const accounts = await openAccounts();

  const app: Hono<Env> = createApp({
    sql,
    log,
    newId,
    now,
    site: options.site,
    watching: telemetry?.middleware ?? [],
    nonce: randomBytes(18).toString('base64'),
    https: isHttps(settings),
    hosts: () => [
      ...['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${options.port()}`),
      ...(settings.PLAYGROUND_URL ? [settings.PLAYGROUND_URL.host] : [])
    ],
    streams,
    proxyHops: settings.PLAYGROUND_TRUST_PROXY_HOPS,
    identify: accounts?.identify ?? (() => localOwner),
    isDraining: () => draining,
    requests: limits.requests,
    features: [
      accounts?.routes ?? createLocalAccount(localOwner),
      createOpenApiRoutes(() => app),
      new Hono<Env>().route('/v1', sync.routes),
      runs.routes,
      sharing.routes,
      createRecordRoutes({ author, writer, now, newId }),
      createPresenceRoutes(presence, author),
      createCommentRoutes({ author, writer, now, newId }),
      createSnapshotRoutes({
        author,
        writer,
        now,
        newId,
        outputOf: (scope, id) => rows.output(scope, id)
      }),
      limits.routes,
      search.routes,
      createBlobRoutes(blobs),
      createAuditRoutes(audit, (id) => nameOf.get(id) ?? null),
      new Hono<Env>().route('/v1', connections.routes)
    ]
  });

  /** Team mode alone needs what accounts are made with; on one's own machine it is not even loaded. */
  async function openAccounts() {
    if (settings.PLAYGROUND_MODE === 'local') return null;
    const { createAccounts } = await import('./auth/accounts.ts');
    return createAccounts({
      db,
      writer,
      streams,
      now,
      monotonic,
      newId,
      random: (size) => randomBytes(size),
      egress,
      envelope,
      oidc: oidcSettingsOf(settings),
      after: realTimers.after,
      report: (err) => log.warn({ err }, 'a webhook could not be delivered; it is tried again'),
      cookieKey: Buffer.from(envelope.derive('questions to the provider of identities'), 'hex'),
      secret: envelope.derive('the signature of session cookies'),
      url: settings.PLAYGROUND_URL ?? new URL(`http://localhost:${options.port()}`),
      registration: settings.PLAYGROUND_REGISTRATION,
      behindProxy: settings.PLAYGROUND_TRUST_PROXY_HOPS > 0,
      audit,
      endRuns: runs.end,
      welcome({ scope, userId }) {
        void plantSamples({ ...planting, scope, createdBy: userId }).catch((err: unknown) =>
          log.warn({ err }, 'the samples of a new account could not be planted')
        );
      }
    });
  }

  const dataFolder = settings.PLAYGROUND_DATA;
  const changes = sql.prepare('select total_changes()').pluck();
  const backUp = createBackupSchedule({
    dataFolder,
    now,
    written: () => changes.get() as number,
    make: (at) => makeAside(dataFolder, at),
    report: (err) => log.warn({ err }, 'no backup could be made; it is tried again in ten minutes')
  });

  const rows = createRows(sql);
  const planting = {
    sql,
    writer,
    author,
    now,
    newId,
    model,
    scope: localOwner.scope,
    createdBy: localOwner.userId,
    keepRun(scope: string, run: Run, output: RunOutput) {
      rows.insertRun(scope, run);
      rows.endRun(scope, run, output, 2);
    }
  };

  return {
    app,
    hasOwner: accounts?.hasOwner ?? (() => true),
    planting,
    async prepare() {
      await runs.reap();
      await limits.recover();
      try {
        await plantSamples(planting);
      } catch (error) {
        log.warn({ err: error }, 'the samples could not be planted; the next start tries again');
      }
    },
    start() {
      connections.start();
      accounts?.start();
      runs.start();
      search.start();
      const tidy = () =>
        void runs
          .retain()
          .catch((err: unknown) => log.warn({ err }, 'old outputs could not be deleted'))
          // Afterwards, since it also makes packs anew and empties the log of the database.
          .then(() => sync.tidy())
          .catch((err: unknown) => log.warn({ err }, 'the trash could not be emptied'))
          .then(() => accounts?.tidy())
          .catch((err: unknown) => log.warn({ err }, 'a deleted account could not be swept up'))
          // Last: what was deleted for ever names no file any more.
          .then(sharing.tidy)
          .catch((err: unknown) => log.warn({ err }, 'ended links could not be emptied'))
          .then(sweepBlobs)
          .catch((err: unknown) => log.warn({ err }, 'unused files could not be deleted'))
          .then(() => noteHeads(sql, dataFolder, now()))
          .catch((err: unknown) => log.warn({ err }, 'the audit log could not be noted'));
      tidying = setInterval(tidy, tidyEveryMs);
      if (settings.PLAYGROUND_BACKUPS === 'on')
        copying = setInterval(() => void backUp(), lookEveryMs);
      tidy();
    },
    async close(ms) {
      draining = true;
      clearInterval(tidying);
      clearInterval(copying);
      load.stop();
      accounts?.stop();
      search.stop();
      await runs.drain(ms);
      await egress.close();
      await telemetry?.close();
      sql.close();
    }
  };
}
