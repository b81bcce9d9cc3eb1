import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { Run, RunOutput } from '#shared/collections';
import { spawnServer } from './spawn.ts';
import { startUpstream } from './upstream.ts';

export interface RestartReport {
  restarts: number;
  /** Runs that clients asked for, and what became of them. */
  asked: number;
  byStatus: Record<string, number>;
  /** Wishes whose run is gone; runs that are nobody's, or the second one of a wish. */
  lost: number;
  doubled: number;
  /** Wishes for which the model was called more than once. */
  calledTwice: number;
  /** Runs whose kept text the model has never said so, or that have not ended. */
  wrong: string[];
}

const words = Array.from({ length: 40 }, (_, index) => ` word${index}`);
const whole = words.join('');

/**
 * Stops and starts the server under load, by turns gently (SIGTERM) and not (SIGKILL). Clients ask for runs
 * and ask again under the same key until they have an answer; in the end each has exactly one run.
 */
export async function restartUnderLoad(restarts: number, clients: number): Promise<RestartReport> {
  const upstream = await startUpstream(0, 100_000);
  upstream.script({ tokens: words, paceMs: 10 }, 'm');
  const server = await spawnServer({
    entry: 'sync-server/main.ts',
    env: {
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      OPENAI_API_KEY: 'sk-test',
      DRAIN_SECONDS: '1',
      LOG_LEVEL: 'silent'
    }
  });
  const before = new Set(keptRuns(server.data)); // the samples' recorded runs
  const runs = new Map<string, string>();
  let wishes = 0;
  let loading = true;

  async function client(model: string) {
    while (loading) {
      const key = `wish-${wishes++}`;
      // The prompt names the wish, so that what reached the model can be told apart.
      const content = {
        kind: 'text',
        text: key,
        systemPrompt: '',
        variables: [],
        tools: [],
        outputSchema: null,
        modelConfig: { model }
      };
      while (!runs.has(key)) {
        const answer = await fetch(`${server.url}/v1/runs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ content })
        }).catch(() => null);
        const body = answer?.ok ? await answer.json().catch(() => null) : null;
        if (body) runs.set(key, (body as { runId: string }).runId);
        // Between two lives, or too many runs at once: the same wish again.
        else await wait(50);
      }
    }
  }

  try {
    const listed = await fetch(`${server.url}/v1/models`);
    const { items } = (await listed.json()) as { items: { id: string; name: string }[] };
    const model = items.find(({ name }) => name === 'm')?.id ?? 'env-openai/m';
    const load = Promise.all(Array.from({ length: clients }, () => client(model)));
    for (let count = 0; count < restarts; count++) {
      await wait(300 + Math.random() * 700);
      await server.kill(count % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
      await server.start();
    }
    loading = false;
    await load;
    return { restarts, ...(await examine()) };
  } finally {
    loading = false;
    await server.dispose();
    await upstream.close();
  }

  async function examine(): Promise<Omit<RestartReport, 'restarts'>> {
    const byStatus: Record<string, number> = {};
    const wrong: string[] = [];
    for (const [key, id] of runs) {
      let shown = await show(id);
      for (let tries = 0; shown.live && tries < 200; tries++) {
        await wait(50);
        shown = await show(id);
      }
      const { status } = shown.run;
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      const text = shown.output.text;
      const right = status === 'done' ? text === whole : whole.startsWith(text);
      if (!right || shown.live || status === 'streaming') wrong.push(`${key} ${status} ${text}`);
    }
    await server.kill('SIGTERM');
    const kept = keptRuns(server.data).filter((id) => !before.has(id));
    const own = new Set(runs.values());
    const ids = new Set(kept);
    const calls = new Map<string, number>();
    for (const { body } of upstream.stats.seen) {
      const said = JSON.stringify(body).match(/wish-\d+/)?.[0] ?? '';
      calls.set(said, (calls.get(said) ?? 0) + 1);
    }
    return {
      asked: runs.size,
      byStatus,
      wrong,
      lost: [...own].filter((id) => !ids.has(id)).length,
      doubled: kept.filter((id) => !own.has(id)).length + runs.size - own.size,
      calledTwice: [...calls.values()].filter((count) => count > 1).length
    };
  }

  async function show(id: string) {
    const answer = await fetch(`${server.url}/v1/runs/${id}`);
    return (await answer.json()) as { run: Run; output: RunOutput; live: boolean };
  }
}

function keptRuns(folder: string): string[] {
  const sql = new Sqlite(join(folder, 'playground.sqlite'), { readonly: true });
  const ids = sql.prepare('select id from runs').pluck().all() as string[];
  sql.close();
  return ids;
}
