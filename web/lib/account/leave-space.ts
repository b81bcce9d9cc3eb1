import type { Database } from '$lib/data/db';
import { openDatabase } from '$lib/data/db';
import { databaseOf } from './place';
import type { Place } from './place';

/**
 * Takes along, into one's own space, what one had written in an organization one does not belong to any
 * more: there it can be saved as a copy. Then nothing of the organization is left here.
 * @returns how many changes were taken along
 */
export async function leaveSpace(
  left: Database,
  own: Place,
  open: typeof openDatabase = openDatabase
): Promise<number> {
  const mine = await left.quarantine.toArray();
  if (mine.length > 0) {
    const home = open(databaseOf(own));
    await home.quarantine.bulkPut(mine);
    home.close();
  }
  // Only now: had the page died before, everything would be done again.
  await left.delete();
  return mine.length;
}
