import { createRxDatabase } from 'rxdb';
import type { RxCollection, RxReplicationPullStreamItem } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { Subject } from 'rxjs';
import type { BenchPrompt, BenchRun, Side } from '../sync-data.ts';

interface Checkpoint {
  seq: number;
}
const text = { type: 'string' } as const;
const short = { type: 'string', maxLength: 64 } as const;
const number = { type: 'number' } as const;

const database = await createRxDatabase({
  name: 'bench',
  multiInstance: false,
  // The same promise as the product's: on disk before a write resolves.
  storage: getRxStorageDexie({ chromeTransactionDurability: 'strict' })
});
const { prompts, runs } = await database.addCollections<{
  prompts: RxCollection<BenchPrompt>;
  runs: RxCollection<BenchRun>;
}>({
  prompts: {
    schema: {
      version: 0,
      primaryKey: 'id',
      type: 'object',
      required: ['id', 'name', 'content'],
      properties: { id: short, name: text, content: text }
    }
  },
  runs: {
    schema: {
      version: 0,
      primaryKey: 'id',
      type: 'object',
      properties: {
        id: short,
        promptId: text,
        status: text,
        modelAsked: text,
        modelAnswered: text,
        inputTokens: number,
        outputTokens: number,
        ttftMs: number,
        latencyMs: number,
        startedAt: number,
        endedAt: number,
        preview: text
      }
    }
  }
});

function replicate<T extends BenchPrompt | BenchRun>(
  kind: string,
  collection: RxCollection<T>,
  stream$: Subject<RxReplicationPullStreamItem<T, Checkpoint>>
) {
  return replicateRxCollection<T, Checkpoint>({
    collection,
    replicationIdentifier: `bench-${kind}`,
    waitForLeadership: false,
    retryTime: 250,
    push: {
      batchSize: 200,
      async handler(rows) {
        const response = await fetch(`/push/${kind}`, {
          method: 'POST',
          body: JSON.stringify(rows)
        });
        return response.json();
      }
    },
    pull: {
      batchSize: 1000,
      stream$,
      async handler(checkpoint, limit) {
        const response = await fetch(`/pull/${kind}?after=${checkpoint?.seq ?? 0}&limit=${limit}`);
        return response.json();
      }
    }
  });
}

let leave = async () => {};
let inSync = async () => {};
function connect() {
  const news = {
    prompts: new Subject<RxReplicationPullStreamItem<BenchPrompt, Checkpoint>>(),
    runs: new Subject<RxReplicationPullStreamItem<BenchRun, Checkpoint>>()
  };
  const events = new EventSource('/events');
  events.onmessage = ({ data }) => {
    const { kind, ...item } = JSON.parse(String(data)) as { kind: 'prompts' | 'runs' };
    news[kind].next(item as never);
  };
  events.onopen = () => {
    for (const each of Object.values(news)) each.next('RESYNC');
  };
  const states = [replicate('prompts', prompts, news.prompts), replicate('runs', runs, news.runs)];
  leave = async () => {
    events.close();
    for (const state of states) await state.cancel();
  };
  inSync = async () => {
    for (const state of states) {
      await state.awaitInitialReplication();
      await state.awaitInSync();
    }
  };
}

const side: Side = {
  open: async () => connect(),
  async create(rows) {
    await prompts.bulkInsert(rows);
  },
  async edit(id, content) {
    await (await prompts.findOne(id).exec(true)).incrementalPatch({ content });
  },
  async rename(id, name) {
    await (await prompts.findOne(id).exec(true)).incrementalPatch({ name });
  },
  async remove(id) {
    await (await prompts.findOne(id).exec(true)).incrementalRemove();
  },
  offline: () => leave(),
  online: async () => connect(),
  acked: () => inSync(),
  watch(id, seen) {
    prompts.findOne(id).$.subscribe((prompt) => {
      if (prompt) seen(prompt.content);
    });
  },
  async kept(id) {
    const prompt = await prompts.findOne(id).exec();
    return prompt ? [prompt.content] : [];
  },
  names: async (id) => [(await prompts.findOne(id).exec())?.name ?? ''],
  counts: async () => ({
    prompts: await prompts.count().exec(),
    runs: await runs.count().exec()
  })
};
Object.assign(globalThis, { side });
