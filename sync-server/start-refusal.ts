import { resolve } from 'node:path';
import { BackupRefused } from './backups/refused.ts';
import { DatabaseRefused } from './db/open.ts';
import { SettingRefused } from './env.ts';
import { MasterKeyRefused } from './secrets/master-key.ts';

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'];
const noFolder = ['EEXIST', 'ENOTDIR', 'ENOENT'];
const full = ['ENOSPC', 'SQLITE_FULL'];
const damaged = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'];

/** Why the server cannot start, with the fix, in a sentence; `null` where it is a bug of ours. */
export function startRefusal(error: unknown, dataFolder: string): string | null {
  if (
    error instanceof SettingRefused ||
    error instanceof DatabaseRefused ||
    error instanceof MasterKeyRefused ||
    error instanceof BackupRefused
  )
    return error.message;
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (typeof code !== 'string') return null;
  const folder = resolve(dataFolder);
  const place = typeof path === 'string' ? resolve(path) : folder;
  if (!place.startsWith(folder)) return null;
  const is = (codes: string[]) => codes.some((one) => code === one || code.startsWith(`${one}_`));
  if (is(unwritable))
    return `${place} cannot be written to. Allow it to this user, or set PLAYGROUND_DATA to another folder.`;
  if (is(noFolder)) return `${folder} is not a folder. Set PLAYGROUND_DATA to one.`;
  if (is(full)) return `The disk of ${folder} is full. Free some space there and start again.`;
  if (is(damaged))
    return `The database in ${folder} is damaged; nothing was changed. Put a backup back in its place: npm run admin -- backup restore latest`;
  return null;
}
