import { collections, type RunOutput, type SyncedName } from '#shared/collections';
import { foldedText } from '#shared/search-words';

/*
 * What search knows of a record: the texts it is found by, and the facts filters ask for. Both follow from the
 * collection's declaration; one record is one document, and is judged together with what it belongs to.
 */

/** What filters and the trash ask about. Kept beside the index, so that a hit is judged without its record. */
export interface SearchFacts {
  /** What it is called; empty if nothing. */
  name: string;
  /** By which lists are ordered and `before:` and `after:` go, in milliseconds. */
  at: number;
  isInTrash: boolean;
  promptId: string | null;
  conversationId: string | null;
  projectId: string | null;
  runId: string | null;
  tags?: string[];
  by?: string;
  models?: string[];
  status?: string;
  costNanoUsd?: number;
  tokens?: number;
  rating?: number;
}

export interface SearchDocument {
  collection: SyncedName;
  id: string;
  /** What it is called by: names, tags, notes. */
  head: string[];
  /** What it says. */
  body: string[];
  facts: SearchFacts;
}

const headFields = new Set(['name', 'title', 'tags', 'note']);
const kinds: Partial<Record<SyncedName, string>> = {
  promptMessages: 'prompt',
  valueSets: 'values'
};

/** Collections that are searched. */
export const searchedNames = (Object.keys(collections) as SyncedName[]).filter(
  (name) => collections[name].search.length > 0
);

/** What `kind:` calls the records of a collection. */
export const kindOf = (name: SyncedName): string => kinds[name] ?? name.replace(/s$/, '');
export const searchKinds = [...new Set(searchedNames.map(kindOf))];

/** `output`: what a run wrote, where it is there. */
export function documentOf(
  collection: SyncedName,
  record: Readonly<Record<string, unknown>> & { id: string },
  output?: Pick<RunOutput, 'text'> | null
): SearchDocument {
  const head: string[] = [];
  const body: string[] = [];
  for (const field of collections[collection].search as readonly string[]) {
    const isCut = field === 'preview' && output && output.text !== '';
    const texts = isCut ? [output.text] : textsOf(record[field]);
    (headFields.has(field) ? head : body).push(...texts.filter((text) => text !== ''));
  }
  return { collection, id: record.id, head, body, facts: factsOf(collection, record) };
}

/** Texts of a value: of messages and snapshots those within it, of files and figures none. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value === null || typeof value !== 'object') return [];
  const fields: Record<string, unknown> = { ...value };
  return textFields.flatMap((field) => textsOf(fields[field]));
}
const textFields = ['systemPrompt', 'text', 'content', 'messages'];

function factsOf(collection: SyncedName, record: Readonly<Record<string, unknown>>): SearchFacts {
  const text = (field: string) => {
    const value = record[field];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (field: string) => {
    const value = record[field];
    return typeof value === 'number' ? value : null;
  };
  const subject = subjectOf(record.subject);
  const config = record.modelConfig ?? record.config;
  const ofConfig = config && typeof config === 'object' && 'model' in config ? config.model : null;
  const models = [text('modelAsked'), text('modelAnswered'), ofConfig].filter(
    (model) => typeof model === 'string'
  );
  const tags = textsOf(record.tags).map(foldedText);
  const by = text('createdBy') ?? text('role');
  const status = collection === 'runs' ? text('status') : null;
  const costNanoUsd = number('costNanoUsd');
  const tokens = number('inputTokens') ?? number('outputTokens');
  const rating = number('rating');
  return {
    name: text('name') ?? text('title') ?? '',
    at: timeOf(collection, number),
    isInTrash: record.deletedAt !== null && record.deletedAt !== undefined,
    promptId: text('promptId') ?? subject('prompt'),
    conversationId: text('conversationId') ?? subject('conversation'),
    projectId: text('projectId') ?? text('parentId'),
    runId: text('runId') ?? subject('run'),
    ...(tags.length > 0 && { tags }),
    ...(by !== null && { by: foldedText(by) }),
    ...(models.length > 0 && { models: [...new Set(models.map(foldedText))] }),
    ...(status !== null && { status }),
    ...(costNanoUsd !== null && { costNanoUsd }),
    ...(tokens !== null && {
      tokens: (number('inputTokens') ?? 0) + (number('outputTokens') ?? 0)
    }),
    ...(rating !== null && { rating })
  };
}

/** What is edited stands by its last change, what has happened by when it did. */
function timeOf(collection: SyncedName, number: (field: string) => number | null): number {
  const fixed = collection === 'messages' || collection === 'versions';
  const at = fixed
    ? number('createdAt')
    : (number('startedAt') ?? number('takenAt') ?? number('updatedAt'));
  return at !== null && Number.isFinite(at) ? at : 0;
}

/** What a snapshot or a comment is of. */
function subjectOf(value: unknown): (kind: string) => string | null {
  return (kind) =>
    value !== null &&
    typeof value === 'object' &&
    'kind' in value &&
    'id' in value &&
    value.kind === kind &&
    typeof value.id === 'string'
      ? value.id
      : null;
}
