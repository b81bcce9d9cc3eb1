import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync
} from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** Thrown at boot; `main.ts` prints the sentence and exits 78 (EX_CONFIG). */
export class MasterKeyRefused extends Error {}

const keyBytes = 32;

/** Where the master key of a data folder lies: beside it, so that a copied folder carries no key. */
export function masterKeyPath(dataFolder: string): string {
  return `${resolve(dataFolder)}.key`;
}

/**
 * Reads the key that wraps all others, or makes one beside the data folder when there is none yet.
 * A key file named by the operator is only read, never made: a mistyped path must not go unnoticed.
 * `dataFolder: null` (tests) gives a key that lives as long as the process.
 * @throws MasterKeyRefused
 */
export function loadMasterKey(options: {
  dataFolder: string | null;
  file?: string | undefined;
  /** Whether sealed secrets exist that a new key could not open. */
  mustExist: boolean;
}): Buffer {
  const { dataFolder, file, mustExist } = options;
  if (dataFolder === null && file === undefined) return randomBytes(keyBytes);
  const path = file === undefined ? masterKeyPath(dataFolder ?? '.') : resolve(file);
  if (dataFolder !== null && !relative(resolve(dataFolder), path).startsWith('..'))
    throw new MasterKeyRefused(
      `${path} is inside the data folder, where a backup would carry it along. Move it elsewhere and set PLAYGROUND_MASTER_KEY_FILE.`
    );
  if (existsSync(path)) return readKey(path);
  if (file !== undefined)
    throw new MasterKeyRefused(
      `PLAYGROUND_MASTER_KEY_FILE names ${path}, which does not exist. Put the key file there, or make one with: openssl rand -hex 32 > ${path} && chmod 600 ${path}`
    );
  if (mustExist)
    throw new MasterKeyRefused(
      `The master key ${path} is missing, and the stored provider keys cannot be opened without it. Put the file back from a backup.`
    );
  return makeKey(path);
}

/** @throws MasterKeyRefused */
export function readKey(path: string): Buffer {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new MasterKeyRefused(`${path} can be read by others. Close it with: chmod 600 ${path}`);
  const bytes = readFileSync(path);
  if (bytes.length === keyBytes) return bytes;
  const text = bytes.toString('latin1').trim();
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === keyBytes) return key;
  throw new MasterKeyRefused(
    `${path} does not hold a master key: 32 bytes, as they are, in hex or in base64.`
  );
}

/** A new key in a new file, on the disk before it is used. */
export function makeKey(path: string): Buffer {
  const key = randomBytes(keyBytes);
  mkdirSync(dirname(path), { recursive: true });
  const handle = openSync(path, 'wx', 0o600);
  try {
    writeSync(handle, `${key.toString('hex')}\n`);
    // On disk before anything is sealed with it, or a power cut could keep the one and lose the other.
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return key;
}
