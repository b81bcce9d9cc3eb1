import { listBackups } from './list-backups.ts';
import { sweepParts, backupsFolder } from './make-backup.ts';

export interface MadeAside {
  path: string;
  bytes: number;
  /** Old ones that were deleted after it. */
  dropped: number;
}

const hourMs = 60 * 60 * 1000;
export const lookEveryMs = 10 * 60 * 1000;

/**
 * Decides whether a backup is due: an hour after the last one, if anything was written since. The caller asks
 * every `lookEveryMs`; one at a time.
 */
export function createBackupSchedule(deps: {
  dataFolder: string;
  /** Rises with every row written. */
  written(): number;
  /** Makes a backup and deletes old ones. */
  make(at: number): Promise<MadeAside>;
  now(): number;
  report(error: unknown): void;
}): () => Promise<MadeAside | null> {
  const { dataFolder, written, make, now, report } = deps;
  let writtenThen: number | null = null;
  let making: Promise<MadeAside | null> | null = null;

  async function look(): Promise<MadeAside | null> {
    const newest = listBackups(dataFolder).find(({ kind }) => kind === 'automatic');
    if (newest && now() - newest.at < hourMs && now() >= newest.at) return null;
    const writtenNow = written();
    if (newest && writtenNow === writtenThen) return null;
    sweepParts(backupsFolder(dataFolder));
    try {
      const made = await make(now());
      writtenThen = writtenNow;
      return made;
    } catch (error) {
      report(error);
      return null;
    }
  }

  return () => (making ??= look().finally(() => (making = null)));
}
