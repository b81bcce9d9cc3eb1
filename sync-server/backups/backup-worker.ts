import { parentPort, workerData } from 'node:worker_threads';
import { dropOldBackups } from './list-backups.ts';
import { makeBackup } from './make-backup.ts';

/** Makes one backup aside from the server's own thread, so that nobody's writing waits while it is proved. */
const { dataFolder, at } = workerData as { dataFolder: string; at: number };
const { path, manifest } = await makeBackup({ dataFolder, kind: 'automatic', at });
const dropped = dropOldBackups(dataFolder, at);
parentPort?.postMessage({ path, bytes: manifest.bytes, dropped });
