import type { PromptContent } from '#shared/prompt-fields';
import { versionId } from '#shared/derived-id';
import { AppError } from '#shared/errors';
import type { Store } from '$lib/data/store';
import { hashOf } from './prompt-hash';
import { versionWith } from './read-versions';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

/** What a person gives a version beside its number. */
export interface Given {
  name?: string;
  note?: string;
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
