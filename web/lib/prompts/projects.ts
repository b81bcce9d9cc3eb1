import type { Project } from '#shared/collections';
import { AppError } from '#shared/errors';
import { byPosition, positionBetween } from '#shared/positions';
import { mayMoveInto, parentsOf } from '#shared/project-tree';
import type { Store } from '$lib/data/store';
import type { Undo } from './prompts';

type Database = Store['db'];

/** The living projects in their order. */
export async function listProjects(db: Database): Promise<Project[]> {
  const projects = await db.projects.toArray();
  return projects.filter((project) => project.deletedAt === null).sort(byPosition);
}

/** A new project, first among those beside it, where one sees it. */
export async function createProject(
  store: Store,
  name: string,
  parentId: string | null = null
): Promise<Project> {
  const all = await listProjects(store.db);
  const first = all.find((project) => project.parentId === parentId);
  return store.create('projects', {
    name: projectName(name),
    parentId,
    position: positionBetween(null, first?.position ?? null)
  });
}

/** Puts a project into another; `null` takes it out. @throws AppError CONFLICT: that one is inside it */
export async function moveProject(
  store: Store,
  id: string,
  parentId: string | null
): Promise<Undo> {
  const all = await listProjects(store.db);
  const before = all.find((project) => project.id === id);
  if (!mayMoveInto(id, parentId, parentsOf(all)))
    throw new AppError('CONFLICT', { detail: 'A project cannot be put into itself.' });
  const first = all.find((project) => project.parentId === parentId && project.id !== id);
  const position = positionBetween(null, first?.position ?? null);
  await store.edit('projects', id, { parentId, position });
  return () =>
    store.edit('projects', id, {
      parentId: before?.parentId ?? null,
      position: before?.position ?? ''
    });
}

export function renameProject(store: Store, id: string, name: string): Promise<void> {
  return store.edit('projects', id, { name: projectName(name) });
}

/**
 * To the trash, with the projects and prompts inside, as one group: they all carry the same instant,
 * which is how a restore tells them from what was thrown away before.
 */
export async function deleteProject(store: Store, id: string): Promise<Undo> {
  const deletedAt = store.now();
  await stampInside(store, id, null, deletedAt);
  return () => stampInside(store, id, deletedAt, null);
}

/** Back from the trash, with what went there together with it. */
export async function restoreProject(store: Store, id: string): Promise<void> {
  const project = await store.db.projects.get(id);
  if (project && project.deletedAt !== null) {
    await stampInside(store, id, project.deletedAt, null);
  }
}

/** Moves a project and all inside from one `deletedAt` to another; what has a third is left alone. */
async function stampInside(store: Store, id: string, from: number | null, to: number | null) {
  const projects = projectsInside(await store.db.projects.toArray(), id, from);
  const prompts = await store.db.prompts.where('projectId').anyOf(projects).toArray();
  await store.group(async (tx) => {
    for (const one of projects) await tx.edit('projects', one, { deletedAt: to });
    for (const prompt of prompts) {
      if (prompt.deletedAt === from) await tx.edit('prompts', prompt.id, { deletedAt: to });
    }
  });
}

function projectsInside(all: Project[], id: string, deletedAt: number | null): string[] {
  const found = new Set([id]);
  // A set grows while it is walked, so this reaches every depth; two that hold each other end too.
  for (const parent of found) {
    for (const { id: child, parentId, deletedAt: at } of all) {
      if (parentId === parent && at === deletedAt) found.add(child);
    }
  }
  return [...found];
}

function projectName(name: string): string {
  return name.trim().slice(0, 200) || 'Untitled project';
}
