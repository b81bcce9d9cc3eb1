import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { sampleModelId } from '#shared/model-config';
import { AppError } from '#shared/errors';
import { createApp, localOwner } from './app.ts';
import { openDatabase } from './db/open.ts';
import { createWriter } from './db/writer.ts';
import type { Settings } from './env.ts';
import { createSampleProvider, sampleModelInfo } from './providers/sample/provider.ts';
import { sleep } from './providers/sample/sleep.ts';
import { createRuns } from './runs/runs.ts';
import { createSyncServer } from './sync/sync.ts';

export interface Installation {
  app: ReturnType<typeof createApp>;
  /** Ends what a crash interrupted and plants the samples. Before listening. */
  prepare(): Promise<void>;
  /** Refuses new work, lets live runs end for `ms`, closes the database. */
  close(ms: number): Promise<void>;
}

/** The composition root: real clock, real randomness, real disk; nowhere else are they chosen. */
export function compose(
  settings: Settings,
  log: Logger,
  options: { hosts: () => string[]; site: string }
): Installation {
  const db = openDatabase(settings.PLAYGROUND_DATA);
  const writer = createWriter(db.sql);
  const now = () => Date.now();
  const monotonic = () => performance.now();
  const random = () => Math.random();
  let draining = false;

  const sync = createSyncServer({
    sql: db.sql,
    writer,
    folder: db.folder,
    now,
    monotonic,
    newId: v7,
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    }
  });
  const sample = createSampleProvider({ sleep, random });
  const runs = createRuns({
    writer,
    sql: db.sql,
    author: sync.author,
    resolve: async (_organizationId, modelId) => {
      if (modelId !== sampleModelId) throw new AppError('CONNECTION_NOT_FOUND');
      return {
        provider: sample,
        model: sampleModelInfo,
        call: (content) => ({
          model: 'sample',
          kind: content.kind,
          text: content.text,
          systemPrompt: content.systemPrompt,
          messages: [],
          config: content.modelConfig
        })
      };
    },
    now,
    monotonic,
    newId: v7,
    random,
    log
  });
  const app = createApp({
    sql: db.sql,
    log,
    newId: v7,
    hosts: options.hosts,
    identify: () => localOwner,
    isDraining: () => draining,
    site: options.site,
    features: [sync.routes, runs.routes]
  });

  return {
    app,
    async prepare() {
      await runs.reap();
    },
    async close(ms) {
      draining = true;
      await runs.drain(ms);
      db.sql.close();
    }
  };
}
