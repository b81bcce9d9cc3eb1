import type { Prompt, PromptMessage } from '#shared/collections';
import { defaultsOf } from '#shared/defaults';
import { positionBetween } from '#shared/positions';
import type { Placement } from '$lib/data/db';
import type { LastWord } from '$lib/data/last-words';
import type { Store } from '$lib/data/store';
import { valuesKey } from '$lib/runs/prompt-values';
import { startingConfig } from './prompts';

/** Everything of a prompt on this device, read in one transaction. */
export interface PromptRecords {
  prompt: Prompt;
  /** In no order, with deleted ones. */
  messages: PromptMessage[];
  placement: Placement | null;
  values: Record<string, unknown>;
  /** Nothing of it is on disk yet: it is made with the first change. */
  isNew?: true;
}

/** Everything an open prompt begins with; `null` where it is not on this device. */
export function readPrompt(db: Store['db'], id: string): Promise<PromptRecords | null> {
  return db.transaction('r', [db.prompts, db.promptMessages, db.placements, db.kv], async () => {
    const prompt = await db.prompts.get(id);
    if (!prompt) return null;
    const messages = await db.promptMessages.where({ promptId: id }).toArray();
    const placement = (await db.placements.get(id)) ?? null;
    const values = (await db.kv.get(valuesKey(id)))?.value;
    return { prompt, messages, placement, values: { ...(values as Record<string, unknown>) } };
  });
}

/** A new prompt of messages as it stands on screen before anybody has written in it. */
export async function newPromptRecords(
  store: Store,
  projectId: string | null
): Promise<PromptRecords> {
  const modelConfig = await startingConfig(store, projectId);
  const at = store.now();
  const times = { createdAt: at, updatedAt: at, deletedAt: null };
  const id = store.newId();
  const message = { ...defaultsOf('promptMessages'), ...times, id: store.newId(), promptId: id };
  return {
    prompt: { ...defaultsOf('prompts'), ...times, id, kind: 'messages', projectId, modelConfig },
    messages: [{ ...message, role: 'user', position: positionBetween(null, null) }],
    placement: null,
    values: {},
    isNew: true
  };
}

/** Writes a new prompt down, unless its last words have done so. */
export async function makePrompt(store: Store, { prompt, messages }: PromptRecords): Promise<void> {
  await store.group(async (tx) => {
    if (await store.db.prompts.get(prompt.id)) return;
    await tx.create('prompts', madeOf(prompt));
    for (const row of messages) await tx.create('promptMessages', rowOf(row));
  });
}

/** What makes a new prompt at the next start, with the texts that stand on screen. */
export function newPromptWords(
  { prompt, messages }: PromptRecords,
  systemPrompt: string,
  textOf: (row: PromptMessage) => string
): LastWord[] {
  return [
    {
      collection: 'prompts',
      id: prompt.id,
      change: madeOf({ ...prompt, systemPrompt }),
      isNew: true
    },
    ...messages.map((row) => ({
      collection: 'promptMessages' as const,
      id: row.id,
      isNew: true,
      change: rowOf({ ...row, text: textOf(row) })
    }))
  ];
}

function madeOf({ id, kind, projectId, modelConfig, systemPrompt }: Prompt) {
  return { id, kind, projectId, modelConfig, systemPrompt };
}

function rowOf({ id, promptId, role, position, text }: PromptMessage) {
  return { id, promptId, role, position, text };
}
