import type { Database } from '$lib/data/db';
import { exportDevice, missingWords } from './device-export';
import { exportName, saveFile } from './save-file';

/** Saves everything on this device as a file. Says what could not be read, if anything. */
export async function saveDevice(db: Database, now: number): Promise<string | null> {
  const { file, failed } = await exportDevice(db, now);
  saveFile(exportName(now), file);
  return missingWords(failed);
}
