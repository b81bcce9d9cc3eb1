import type { Preset } from '#shared/collections';
import type { Store } from '$lib/data/store';
import type { FiledPreset } from './preset-file';

/** Takes back what was just done. */
export type Undo = () => Promise<void>;

type Database = Store['db'];

/** The living presets by name, in the person's sorting. */
export async function listPresets(db: Database): Promise<Preset[]> {
  const presets = await db.presets.toArray();
  return presets
    .filter((preset) => preset.deletedAt === null)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

export async function getPreset(db: Database, id: string): Promise<Preset | undefined> {
  return db.presets.get(id);
}

export function createPreset(store: Store, preset: FiledPreset): Promise<Preset> {
  return store.create('presets', { ...preset, name: presetName(preset.name) });
}

export function renamePreset(store: Store, id: string, name: string): Promise<void> {
  return store.edit('presets', id, { name: presetName(name) });
}

/** Puts new parameters, and content where it is given, into a preset. */
export async function updatePreset(
  store: Store,
  id: string,
  change: Partial<Pick<Preset, 'content' | 'modelConfig'>>
): Promise<Undo> {
  const before = await store.db.presets.get(id);
  await store.edit('presets', id, change);
  return async () => {
    if (before) {
      const { content, modelConfig } = before;
      await store.edit('presets', id, { content, modelConfig });
    }
  };
}

/** To the trash. */
export async function deletePreset(store: Store, id: string): Promise<Undo> {
  await store.edit('presets', id, { deletedAt: store.now() });
  return () => restorePreset(store, id);
}

export function restorePreset(store: Store, id: string): Promise<void> {
  return store.edit('presets', id, { deletedAt: null });
}

/** Adds presets all together or not at all. */
export async function importPresets(store: Store, presets: FiledPreset[]): Promise<Undo> {
  const added = await store.group(async (tx) => {
    const ids: string[] = [];
    for (const preset of presets) ids.push((await tx.create('presets', preset)).id);
    return ids;
  });
  return () =>
    store.group(async (tx) => {
      const deletedAt = store.now();
      for (const id of added) await tx.edit('presets', id, { deletedAt });
    });
}

function presetName(name: string): string {
  return name.trim().slice(0, 200) || 'Untitled preset';
}
