import type { Prompt } from '#shared/collections';
import { sampleModelId, type ModelConfig } from '#shared/model-config';
import { orderedMessages } from '#shared/prompt-content';
import type { NewRecord, Store } from '$lib/data/store';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

/** What stands where a prompt has no name yet. */
export const untitled = 'Untitled prompt';

const lastModelKey = 'models.last';

/**
 * The parameters a new prompt begins with: its project's, on the model this person chose last, else
 * the sample, so that a first prompt runs at once.
 */
export async function startingConfig(
  store: Store,
  projectId: string | null = null
): Promise<ModelConfig> {
  const project = projectId === null ? undefined : await store.db.projects.get(projectId);
  const last = await store.db.kv.get(lastModelKey);
  const model = typeof last?.value === 'string' ? last.value : sampleModelId;
  return { model, ...project?.defaultConfig };
}

/** Remembers the model for the next new prompt, on this device. */
export async function rememberModel(store: Store, model: string): Promise<void> {
  await store.db.kv.put({ key: lastModelKey, value: model });
}

export async function createPrompt(
  store: Store,
  fields: NewRecord<'prompts'> = {}
): Promise<Prompt> {
  const modelConfig = fields.modelConfig ?? (await startingConfig(store, fields.projectId ?? null));
  return store.create('prompts', { kind: 'text', ...fields, modelConfig });
}

export function renamePrompt(store: Store, id: string, name: string): Promise<void> {
  return store.edit('prompts', id, { name: name.trim().slice(0, 200) });
}

/** Puts a prompt into a project; `null` takes it out of any. */
export async function movePrompt(
  store: Store,
  id: string,
  projectId: string | null
): Promise<Undo> {
  const before = await store.db.prompts.get(id);
  await store.edit('prompts', id, { projectId });
  return () => store.edit('prompts', id, { projectId: before?.projectId ?? null });
}

/** A copy beside the original; its runs and versions stay with the original. */
export async function duplicatePrompt(store: Store, id: string): Promise<Prompt | null> {
  const original = await store.db.prompts.get(id);
  if (!original) return null;
  const { projectId, kind, text, systemPrompt, variables, modelConfig, tools, outputSchema, tags } =
    original;
  const rows = await store.db.promptMessages.where({ promptId: id }).toArray();
  return store.group(async (tx) => {
    const copy = await tx.create('prompts', {
      name: `${original.name || untitled} (copy)`.slice(-200),
      projectId,
      kind,
      // The copy has no runs of its own, but what a model wrote stays marked as such.
      text: { ...text, spans: text.spans.map((span) => ({ ...span, runId: null })) },
      systemPrompt,
      variables,
      modelConfig,
      tools,
      outputSchema,
      tags
    });
    for (const { role, text: words, parts, position } of orderedMessages(rows)) {
      const fields = { role, text: words, parts, position };
      await tx.create('promptMessages', { ...fields, promptId: copy.id });
    }
    return copy;
  });
}

/** To the trash. */
export async function deletePrompt(store: Store, id: string): Promise<Undo> {
  await store.edit('prompts', id, { deletedAt: store.now() });
  return () => restorePrompt(store, id);
}

export function restorePrompt(store: Store, id: string): Promise<void> {
  return store.edit('prompts', id, { deletedAt: null });
}

/** For ever, with all that is its own. The prompt goes last: cut off in the middle, it can be tried again. */
export async function purgePrompt(store: Store, id: string): Promise<void> {
  for (const name of ['promptMessages', 'valueSets', 'labels'] as const) {
    const rows = await store.db.table(name).where({ promptId: id }).toArray();
    for (const row of rows) {
      if (row.deletedAt === null) await store.edit(name, row.id, { deletedAt: store.now() });
      await store.purge(name, row.id);
    }
  }
  await store.purge('prompts', id);
}
