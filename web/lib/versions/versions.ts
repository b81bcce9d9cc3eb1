import type { Label, PromptContent, Version } from '#shared/collections';
import { versionId } from '#shared/derived-id';
import { AppError } from '#shared/errors';
import type { Database } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { hashOf } from './prompt-hash';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

/** What a person gives a version beside its number. */
export interface Given {
  name?: string;
  note?: string;
}

/** “v3”, or what it is called while the server has not numbered it. */
export function versionTitle({ number }: Pick<Version, 'number'>): string {
  return number > 0 ? `v${number}` : 'New version';
}

/**
 * The newest `limit` versions of a prompt: those without a number are newer than the server knows, then by
 * number.
 */
export async function versionsOf(
  db: Database,
  promptId: string,
  limit: number
): Promise<Version[]> {
  const by = db.versions.where('[promptId+number]');
  const unnumbered = await by.between([promptId, -Infinity], [promptId, 1], true, false).toArray();
  const numbered = await db.versions
    .where('[promptId+number]')
    .between([promptId, 1], [promptId, Infinity])
    .reverse()
    .limit(limit)
    .toArray();
  return [...unnumbered.sort((a, b) => b.createdAt - a.createdAt), ...numbered]
    .filter(({ deletedAt }) => deletedAt === null)
    .slice(0, limit);
}

/** The labels of a prompt, by name. */
export async function labelsOf(db: Database, promptId: string): Promise<Label[]> {
  const labels = await db.labels.where({ promptId }).toArray();
  return labels
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** The prompt's version that holds this content, if there is one here. */
export async function versionWith(
  db: Database,
  promptId: string,
  hash: string
): Promise<Version | undefined> {
  const found = await db.versions.where('hash').equals(hash).toArray();
  return found.find((one) => one.promptId === promptId && one.deletedAt === null);
}

/**
 * Keeps this content as a version: the one that holds it already, else a new one, whose number the server
 * gives. Two tabs or devices that keep the same content end with one version.
 * @throws AppError INVALID_REQUEST where the page has no cryptography
 */
export async function keepVersion(
  store: Store,
  promptId: string,
  content: PromptContent,
  given: Given = {}
): Promise<{ id: string; made: boolean; undo: Undo }> {
  const hash = await hashOf(content);
  if (hash === null)
    throw new AppError('INVALID_REQUEST', {
      detail: 'Versions need a page that is opened over https.'
    });
  const derived = versionId(promptId, hash);
  const change = cleaned(given);
  let undo: Undo = async () => {};
  const { id, made } = await store.group(async (tx) => {
    const there =
      (await versionWith(store.db, promptId, hash)) ?? (await store.db.versions.get(derived));
    const id = there?.id ?? derived;
    if (!there) await tx.create('versions', { id, promptId, hash, content, ...change });
    else {
      const { name, note, deletedAt } = there;
      await tx.edit('versions', id, { ...change, deletedAt: null });
      undo = () => store.edit('versions', id, { name, note, deletedAt });
    }
    const prompt = await store.db.prompts.get(promptId);
    if (prompt && prompt.latestVersionId !== id)
      await tx.edit('prompts', promptId, { latestVersionId: id });
    return { id, made: !there || there.deletedAt !== null };
  });
  return { id, made, undo };
}

export async function renameVersion(store: Store, id: string, name: string): Promise<Undo> {
  return editVersion(store, id, { name });
}

export async function noteVersion(store: Store, id: string, note: string): Promise<Undo> {
  return editVersion(store, id, { note });
}

async function editVersion(store: Store, id: string, given: Given): Promise<Undo> {
  const before = await store.db.versions.get(id);
  await store.edit('versions', id, cleaned(given));
  return async () => {
    if (before) await store.edit('versions', id, { name: before.name, note: before.note });
  };
}

function cleaned({ name, note }: Given): Given {
  return {
    ...(name === undefined ? {} : { name: name.trim().slice(0, 200) }),
    ...(note === undefined ? {} : { note: note.trim() })
  };
}
