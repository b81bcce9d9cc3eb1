import type { Store } from '$lib/data/store';

const keyOf = (promptId: string) => `presets.last/${promptId}`;

/** Which preset was loaded into a prompt last, on this device. */
export async function getLastPreset(db: Store['db'], promptId: string): Promise<string | null> {
  const row = await db.kv.get(keyOf(promptId));
  return typeof row?.value === 'string' ? row.value : null;
}

export async function setLastPreset(
  db: Store['db'],
  promptId: string,
  presetId: string | null
): Promise<void> {
  if (presetId === null) await db.kv.delete(keyOf(promptId));
  else await db.kv.put({ key: keyOf(promptId), value: presetId });
}
