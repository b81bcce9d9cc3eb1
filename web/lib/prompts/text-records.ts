import type { Prompt } from '#shared/collections';
import type { Placement } from '$lib/data/db';
import type { Store } from '$lib/data/store';

/** Everything an open prompt of kind `text` begins with; no prompt: it is yet to be written. */
export interface TextRecords {
  prompt: Prompt | null;
  placement: Placement | null;
}

/** `null` where it is not on this device. */
export function readText(db: Store['db'], id: string): Promise<TextRecords | null> {
  return db.transaction('r', [db.prompts, db.placements], async () => {
    const [prompt, placement] = await Promise.all([db.prompts.get(id), db.placements.get(id)]);
    return prompt ? { prompt, placement: placement ?? null } : null;
  });
}
