import { canonicalJson } from '#shared/canonical-prompt';
import type { PromptContent } from '#shared/prompt-fields';
import type { PromptDraft } from '#shared/import/draft';
import { positionBetween } from '#shared/positions';
import { promptContent } from '#shared/prompt-content';
import type { Store } from '$lib/data/store';
import { startingConfig, type Undo } from './prompts';

interface Models {
  /** Ids of models that have this name, as `connection/name`. */
  named(name: string): string[];
}

/** Which of the drafts are here already: same name, same content, whatever the model is. */
export async function knownDrafts(
  db: Store['db'],
  drafts: readonly PromptDraft[]
): Promise<boolean[]> {
  const names = new Set(drafts.map(({ name }) => name.slice(0, 200)));
  const prompts = await db.prompts
    .filter(({ name, deletedAt }) => deletedAt === null && names.has(name))
    .toArray();
  const here = new Set<string>();
  for (const prompt of prompts) {
    const rows = await db.promptMessages.where({ promptId: prompt.id }).toArray();
    here.add(spelling(prompt.name, promptContent(prompt, rows)));
  }
  return drafts.map(({ name, content }) => here.has(spelling(name.slice(0, 200), content)));
}

function spelling(name: string, content: PromptContent): string {
  const set = Object.entries(content.modelConfig).filter(
    ([param, value]) => param !== 'model' && value != null
  );
  return canonicalJson([name, { ...content, modelConfig: Object.fromEntries(set) }]);
}

/** The model of this device's list that a draft means; `null` if there is none of that name. */
export function modelOf(
  { modelName }: Pick<PromptDraft, 'modelName'>,
  models: Models
): string | null {
  return modelName === null ? null : (models.named(modelName)[0] ?? null);
}

/** Writes drafts as prompts, with messages and value sets, as one; the undo takes all of it back. */
export async function importDrafts(
  store: Store,
  drafts: readonly PromptDraft[],
  projectId: string | null,
  models: Models
): Promise<{ ids: string[]; undo: Undo }> {
  const usual = await startingConfig(store, projectId);
  const made: { name: 'prompts' | 'promptMessages' | 'valueSets'; id: string }[] = [];
  await store.group(async (tx) => {
    for (const draft of drafts) {
      const { content } = draft;
      const model = modelOf(draft, models) ?? usual.model ?? null;
      const { kind, systemPrompt, variables, tools, outputSchema } = content;
      const prompt = await tx.create('prompts', {
        kind,
        systemPrompt,
        variables,
        tools,
        outputSchema,
        projectId,
        tags: draft.tags,
        name: draft.name.slice(0, 200),
        text: draft.text ?? { content: content.text, spans: [] },
        modelConfig: { ...content.modelConfig, model }
      });
      made.push({ name: 'prompts', id: prompt.id });
      let position: string | null = null;
      for (const { role, content: said } of content.messages ?? []) {
        position = positionBetween(position, null);
        const [first, ...rest] = typeof said === 'string' ? [] : said;
        const isText = first?.type === 'text';
        const text = typeof said === 'string' ? said : isText ? first.text : '';
        const parts = typeof said === 'string' ? [] : isText ? rest : said;
        const fields = { promptId: prompt.id, role, text, parts, position };
        made.push({ name: 'promptMessages', id: (await tx.create('promptMessages', fields)).id });
      }
      for (const { name, values } of draft.valueSets) {
        const set = await tx.create('valueSets', { promptId: prompt.id, name, values });
        made.push({ name: 'valueSets', id: set.id });
      }
    }
  });
  return {
    ids: made.flatMap(({ name, id }) => (name === 'prompts' ? [id] : [])),
    undo: () =>
      store.group(async (tx) => {
        const deletedAt = store.now();
        for (const { name, id } of made) await tx.edit(name, id, { deletedAt });
      })
  };
}
