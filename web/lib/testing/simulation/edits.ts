import { transact } from '$lib/data/transact';
import { AppError } from '#shared/errors';
import { recoveredId } from '#shared/recovered';
import type { Seeded } from '#shared/testing/seeded';
import type { Device } from '../device';
import type { Machine, Tab } from './machine';

export const ids = ['p1', 'p2'];

/**
 * Whether this history's people empty their trash, are removed at times, or write moods (a field that nothing
 * declares, as one of a later version), and the ids that were ever made.
 */
export interface Habits {
  purge: boolean;
  removes: boolean;
  moods: boolean;
  made: Set<string>;
}

/** Some change as a person makes it. Returns what a screen now shows otherwise than was written. */
export async function edit(
  machine: Machine,
  tab: Tab,
  seed: Seeded,
  habits: Habits
): Promise<string[]> {
  try {
    return await change(tab.device, seed, habits, machine.isOlder());
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    // Between the look and the edit it may go: for ever, with the right to it, or put aside after a restore.
    const id = error.detail?.split('/')[1] ?? '';
    if (!habits.removes && (await tab.device.db.prompts.get(id))) throw error;
    return [];
  }
}

async function change(
  device: Device,
  seed: Seeded,
  { purge, removes, moods, made }: Habits,
  isOlder: boolean
): Promise<string[]> {
  const first = seed.pick(ids);
  const id = purge && seed.chance(0.2) ? recoveredId(first) : first;
  const { store } = device;
  const row = await store.db.prompts.get(id);
  const value = `${device.name}-${seed.below(1_000_000)}`;
  if (!row) {
    // Ids are unique in life: only the first device makes the first, the second the second, and each once,
    // also if its power was cut and it has forgotten.
    if (device.name !== `d${ids.indexOf(id)}` || made.has(id)) return [];
    made.add(id);
    await store.create('prompts', { id, name: value });
    return [];
  }
  if (purge && row.deletedAt === null && seed.chance(0.25)) {
    await store.edit('prompts', id, { deletedAt: 1 });
    return [];
  }
  if (purge && row.deletedAt !== null && seed.chance(0.6)) {
    await store.purge('prompts', id);
    return [];
  }
  if (moods && !isOlder && seed.chance(0.2)) {
    await store.edit('prompts', id, { mood: value } as object);
    return [];
  }
  const fields = seed.pick([
    { name: value },
    { systemPrompt: value },
    { systemPrompt: withLine(row.systemPrompt, seed.below(5) * 2, value) },
    { systemPrompt: withLine(row.systemPrompt, seed.below(5) * 2, value) },
    { tags: row.tags.includes('a') ? ['b'] : ['a'] },
    { modelConfig: { ...row.modelConfig, temperature: seed.below(100) / 50 } },
    { modelConfig: { ...row.modelConfig, topP: seed.below(100) / 100 } },
    { modelConfig: {} },
    { deletedAt: row.deletedAt === null ? 1 : null },
    { name: value, systemPrompt: value }
  ]);
  if (isOlder || seed.chance(0.8)) {
    await store.edit('prompts', id, fields);
    const shown = await store.db.prompts.get(id);
    // Of who was removed that moment nothing is shown any more.
    const isGone = removes && shown === undefined;
    const isShown = isGone || !('name' in fields) || shown?.name === fields.name;
    return isShown ? [] : [`I9: ${device.name} does not show what it has just saved`];
  }
  await store.group(async (tx) => {
    await tx.edit('prompts', id, fields);
    await tx.create('presets', { name: value });
  });
  return [];
}

/**
 * Of lines that stand apart, so that two devices that write into different ones can be merged. Nobody writes
 * a line that somebody else has written: where one stands twice, a merge has doubled it.
 */
export function withLine(text: string, at: number, line: string): string {
  const lines = text.split('\n');
  // No word of it stands in another's, or words of two could meet as a line one of them has.
  const own = line.replaceAll(/\W/g, '');
  while (lines.length < 9)
    lines.push(lines.length % 2 ? '' : `${line} below ${lines.length}${own}`);
  return lines.with(at, line).join('\n');
}

/** A change no server will take, as a faulty build would make it: later edits do not mend it. */
export async function poison({ db }: Device): Promise<void> {
  await transact(db, ['outbox'], async () => {
    const last = await db.outbox.filter((entry) => entry.sent === 0).last();
    const name = last?.set.name;
    if (last && name)
      await db.outbox.put({ ...last, sent: 1, set: { ...last.set, name: { ...name, v: 42 } } });
  });
}
