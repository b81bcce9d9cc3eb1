import type { Conversation, Preset, Project, Prompt, Snapshot } from '#shared/collections';
import type { Row } from '$lib/data/db';
import type { Store } from '$lib/data/store';
import { restorePreset } from '$lib/presets/presets';
import { editedAfterDeletion } from './edited-after-deletion';
import { restoreProject } from './projects';
import { purgePrompt, restorePrompt } from './prompts';
import { readHead } from './read-head';

/** Something in the trash, as a list shows it. */
export interface Trashed {
  kind: 'prompt' | 'project' | 'preset' | 'conversation' | 'snapshot';
  id: string;
  title: string;
  /** A few words on what is inside. */
  detail: string;
  /** Milliseconds since the epoch. */
  deletedAt: number;
  /** When it was edited elsewhere after it was deleted; `null` if it was not. */
  editedAt: number | null;
}

/** What is in the trash, the latest first. What went there inside a project shows as the project. */
export async function listTrash(db: Store['db']): Promise<Trashed[]> {
  const prompts = await db.prompts.where('deletedAt').above(0).toArray();
  const presets = await db.presets.where('deletedAt').above(0).toArray();
  const conversations = await db.conversations.where('deletedAt').above(0).toArray();
  const snapshots = await db.snapshots.where('deletedAt').above(0).toArray();
  const projects = (await db.projects.toArray()).filter(({ deletedAt }) => deletedAt !== null);
  const at = new Map(projects.map(({ id, deletedAt }) => [id, deletedAt]));
  const wentAlone = (parentId: string | null, deletedAt: number | null) =>
    parentId === null || at.get(parentId) !== deletedAt;
  const alone = prompts.filter(({ projectId, deletedAt }) => wentAlone(projectId, deletedAt));
  return [
    ...(await Promise.all(alone.map((prompt) => trashedPrompt(db, prompt)))),
    ...projects
      .filter(({ parentId, deletedAt }) => wentAlone(parentId, deletedAt))
      .map((project) => trashedProject(project, prompts)),
    ...presets.map(trashedPreset),
    ...conversations.map(trashedConversation),
    ...snapshots.map(trashedSnapshot)
  ].sort((a, b) => b.deletedAt - a.deletedAt);
}

/** Puts it back where it was, a project with what went with it. */
export function restore(store: Store, { kind, id }: Pick<Trashed, 'kind' | 'id'>): Promise<void> {
  if (kind === 'prompt') return restorePrompt(store, id);
  if (kind === 'conversation') return store.edit('conversations', id, { deletedAt: null });
  if (kind === 'snapshot') return store.edit('snapshots', id, { deletedAt: null });
  return kind === 'project' ? restoreProject(store, id) : restorePreset(store, id);
}

/** Deletes it for ever, a project with the projects and prompts that went to the trash with it. */
export async function purge(store: Store, { kind, id }: Pick<Trashed, 'kind' | 'id'>) {
  if (kind === 'preset') return store.purge('presets', id);
  if (kind === 'conversation') return store.purge('conversations', id);
  if (kind === 'snapshot') return store.purge('snapshots', id);
  if (kind === 'prompt') return purgePrompt(store, id);
  const project = await store.db.projects.get(id);
  if (!project) return;
  const wentAlong = ({ deletedAt }: { deletedAt: number | null }) =>
    deletedAt === project.deletedAt;
  const inside = await store.db.prompts.where('projectId').equals(id).filter(wentAlong).toArray();
  for (const prompt of inside) await purgePrompt(store, prompt.id);
  const below = await store.db.projects.where('parentId').equals(id).filter(wentAlong).toArray();
  for (const child of below) await purge(store, { kind: 'project', id: child.id });
  await store.purge('projects', id);
}

async function trashedPrompt(db: Store['db'], prompt: Row<'prompts'>): Promise<Trashed> {
  const { id, title, preview } = await readHead(db, prompt);
  const editedAt = editedAfterDeletion(prompt.$sync.stamps);
  return { kind: 'prompt', id, title, detail: preview, deletedAt: prompt.deletedAt ?? 0, editedAt };
}

function trashedProject({ id, name, deletedAt }: Project, prompts: Prompt[]): Trashed {
  const inside = prompts.filter(
    (prompt) => prompt.projectId === id && prompt.deletedAt === deletedAt
  ).length;
  const detail =
    inside === 0 ? 'No prompts inside' : `${inside} ${inside === 1 ? 'prompt' : 'prompts'} inside`;
  return { kind: 'project', id, title: name, detail, deletedAt: deletedAt ?? 0, editedAt: null };
}

function trashedPreset({ id, name, content, deletedAt }: Preset): Trashed {
  const detail = content?.replace(/\s+/g, ' ').trim().slice(0, 120) ?? '';
  return { kind: 'preset', id, title: name, detail, deletedAt: deletedAt ?? 0, editedAt: null };
}

function trashedConversation({ id, title, deletedAt }: Conversation): Trashed {
  const name = title || 'New conversation';
  return {
    kind: 'conversation',
    id,
    title: name,
    detail: '',
    deletedAt: deletedAt ?? 0,
    editedAt: null
  };
}

function trashedSnapshot({ id, title, number, note, deletedAt }: Snapshot): Trashed {
  const detail = [number > 0 ? `Snapshot ${number}` : 'Snapshot', note].filter(Boolean).join(' · ');
  return { kind: 'snapshot', id, title, detail, deletedAt: deletedAt ?? 0, editedAt: null };
}
