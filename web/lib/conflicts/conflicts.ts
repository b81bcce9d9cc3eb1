import type { Conflict, Preset, Prompt, PromptMessage } from '#shared/collections';
import type { MarkedText } from '#shared/prompt-fields';
import { AppError } from '#shared/errors';
import { positionBetween } from '#shared/positions';
import { orderedMessages } from '#shared/prompt-content';
import { same } from '#shared/same';
import type { Store } from '$lib/data/store';
import { carrySpans } from './carry-spans';
import { isOpen, isReviewed, texts } from './unresolved';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

type Reading = Pick<Store['db'], 'conflicts' | 'prompts' | 'promptMessages' | 'presets'>;

/** The conflicts of one record, and of the messages in it, that wait for a decision, the oldest first. */
export async function unresolvedOf(db: Reading, recordId: string): Promise<Conflict[]> {
  const messages = await db.promptMessages.where({ promptId: recordId }).primaryKeys();
  const found = await db.conflicts
    .where('recordId')
    .anyOf([recordId, ...messages])
    .toArray();
  return found.filter(isOpen).sort((a, b) => a.createdAt - b.createdAt);
}

/** What stands in the record now; `undefined` where it is gone from this device. */
export async function standing(db: Reading, conflict: Conflict): Promise<unknown> {
  const row = await recordOf(db, conflict);
  return row && (row as unknown as Record<string, unknown>)[conflict.path];
}

/** The words of a value, whichever kind of text it is. */
export function wordsIn(value: unknown): string {
  if (typeof value === 'string') return value;
  return isMarked(value) ? value.content : '';
}

/** What stands stays; the other text is kept in the record's history. */
export async function keepThis(store: Store, conflict: Conflict): Promise<Undo> {
  await store.edit('conflicts', conflict.id, { resolution: 'head' });
  return () => store.edit('conflicts', conflict.id, { resolution: null });
}

/** The other text takes the place of what stands. */
export function keepOther(store: Store, conflict: Conflict): Promise<Undo> {
  return replace(store, conflict, 'other', () => conflict.other);
}

/** A text made of both takes the place of what stands. */
export function keepMerged(store: Store, conflict: Conflict, content: string): Promise<Undo> {
  return replace(store, conflict, 'merged', (before) => {
    if (!isMarked(before)) return content;
    const sources = [before, conflict.other].filter(isMarked);
    return { content, spans: carrySpans(content, sources) };
  });
}

/** What stands stays, and the other text becomes a record of its own. Answers its id too. */
export async function saveOther(
  store: Store,
  conflict: Conflict
): Promise<{ id: string; undo: Undo }> {
  const id = store.newId();
  const collection = editable(conflict);
  await store.group(async (tx) => {
    const row = await recordOf(store.db, conflict);
    if (!row) throw new AppError('NOT_FOUND');
    if (collection === 'promptMessages') {
      await tx.create('promptMessages', {
        id,
        ...(await messageBelow(store.db, row as PromptMessage, conflict))
      });
    } else if (collection === 'prompts') {
      await tx.create('prompts', { id, ...promptWith(row as Prompt, conflict) });
      const messages = await store.db.promptMessages.where({ promptId: row.id }).toArray();
      for (const { role, text, parts, position } of orderedMessages(messages)) {
        await tx.create('promptMessages', { promptId: id, role, text, parts, position });
      }
    } else await tx.create('presets', { id, ...presetWith(row as Preset, conflict) });
    await tx.edit('conflicts', conflict.id, { resolution: 'copied' });
  });
  return {
    id,
    undo: () =>
      store.group(async (tx) => {
        await tx.edit(collection, id, { deletedAt: store.now() });
        await tx.edit('conflicts', conflict.id, { resolution: null });
      })
  };
}

/** Text and decision in one group: everywhere they appear together or not at all. */
async function replace(
  store: Store,
  conflict: Conflict,
  resolution: 'other' | 'merged',
  make: (before: unknown) => unknown
): Promise<Undo> {
  const collection = editable(conflict);
  const { before, after } = await store.group(async (tx) => {
    const row = await recordOf(store.db, conflict);
    if (!row) throw new AppError('NOT_FOUND');
    const before = (row as unknown as Record<string, unknown>)[conflict.path];
    const after = make(before);
    await tx.edit(collection, conflict.recordId, { [conflict.path]: after });
    await tx.edit('conflicts', conflict.id, { resolution });
    return { before, after };
  });
  return () =>
    store.group(async (tx) => {
      // What was typed since is not taken away by undoing what was before it.
      if (same(await standing(store.db, conflict), after))
        await tx.edit(collection, conflict.recordId, { [conflict.path]: before });
      await tx.edit('conflicts', conflict.id, { resolution: null });
    });
}

function promptWith(original: Prompt, { path, other }: Conflict) {
  const { projectId, kind, systemPrompt, variables, modelConfig, tools, outputSchema, tags } =
    original;
  const text = path === 'text' && isMarked(other) ? other : original.text;
  return {
    name: `${original.name || 'Untitled prompt'} (other text)`.slice(-200),
    projectId,
    kind,
    // The copy has no runs of its own, but what a model wrote stays marked as such.
    text: { ...text, spans: text.spans.map((span) => ({ ...span, runId: null })) },
    systemPrompt: path === 'systemPrompt' && typeof other === 'string' ? other : systemPrompt,
    variables,
    modelConfig,
    tools,
    outputSchema,
    tags
  };
}

async function messageBelow(
  db: Reading,
  { promptId, role, parts, position }: PromptMessage,
  { other }: Conflict
) {
  const rows = orderedMessages(await db.promptMessages.where({ promptId }).toArray());
  const after = rows.find((row) => row.position > position)?.position ?? null;
  const text = typeof other === 'string' ? other : '';
  return { promptId, role, parts, text, position: positionBetween(position, after) };
}

function presetWith({ name, modelConfig }: Preset, { other }: Conflict) {
  return {
    name: `${name} (other text)`.slice(-200),
    content: typeof other === 'string' ? other : null,
    modelConfig
  };
}

async function recordOf(
  db: Reading,
  conflict: Conflict
): Promise<Prompt | PromptMessage | Preset | undefined> {
  const collection = editable(conflict);
  if (collection === 'prompts') return db.prompts.get(conflict.recordId);
  if (collection === 'promptMessages') return db.promptMessages.get(conflict.recordId);
  return db.presets.get(conflict.recordId);
}

/** A conflict names its record in words that came over the wire: only texts we know are written. */
function editable({ collection, path }: Conflict): keyof typeof texts {
  if (isReviewed(collection)) {
    const known: readonly string[] = texts[collection];
    if (known.includes(path)) return collection;
  }
  throw new AppError('INVALID_REQUEST', { detail: `${collection}.${path}` });
}

function isMarked(value: unknown): value is MarkedText {
  return (
    typeof value === 'object' &&
    value !== null &&
    'content' in value &&
    typeof value.content === 'string' &&
    'spans' in value &&
    Array.isArray(value.spans)
  );
}
