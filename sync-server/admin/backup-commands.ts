import { basename, resolve } from 'node:path';
import { noteHeads, setHeadsAside } from '../audit/heads-file.ts';
import { dropOldBackups, listBackups } from '../backups/list-backups.ts';
import { makeBackup } from '../backups/make-backup.ts';
import { BackupRefused } from '../backups/refused.ts';
import { restoreBackup } from '../backups/restore-backup.ts';
import { verifyBackup } from '../backups/verify-backup.ts';
import { readSettings } from '../env.ts';
import { canaryOpens } from '../secrets/canary.ts';
import { loadMasterKey } from '../secrets/master-key.ts';
import { readArguments } from './arguments.ts';
import { exits } from './command.ts';
import { whileStopped, withDatabase } from './installation.ts';
import { tell } from './tell.ts';
import type { Manifest } from '../backups/manifest.ts';
import type { Settings } from '../env.ts';
import type { Command } from './command.ts';

const keyNote =
  'The master key is not in it: without that file the provider keys inside cannot be opened. Keep both, apart.';

export const backupCommands: Command[] = [
  {
    name: 'backup create',
    args: '[--out FILE]',
    summary: 'Copies the database, also while the server runs, and proves the copy.',
    help: [keyNote, 'Backups made by hand are never deleted by themselves.'],
    async run(args, place) {
      const { options } = readArguments(args, ['out'], { least: 0, most: 0 });
      const { PLAYGROUND_DATA: dataFolder } = readSettings(place.env);
      const out = options.out === undefined ? undefined : resolve(options.out);
      const at = place.now();
      const { path, manifest } = await makeBackup({ dataFolder, kind: 'manual', out, at });
      place.say(`${path}: ${sizeOf(manifest)}, verified.`);
      place.say(keyNote);
      return exits.done;
    }
  },
  {
    name: 'backup list',
    args: '',
    summary: 'Lists the backups in the data folder, newest first.',
    run(args, place) {
      readArguments(args, [], { least: 0, most: 0 });
      const found = listBackups(readSettings(place.env).PLAYGROUND_DATA);
      for (const { path, bytes } of found) place.say(`${path}  ${megabytes(bytes)}`);
      if (found.length === 0)
        place.say('There are no backups yet. Make one with: npm run admin -- backup create');
      return exits.done;
    }
  },
  {
    name: 'backup verify',
    args: 'FILE|latest',
    summary: 'Checks every byte and row of a backup, and opens a copy of it as the server would.',
    run(args, place) {
      const path = named(args, readSettings(place.env));
      const manifest = verifyBackup(path);
      place.say(`${path} is whole: ${sizeOf(manifest)}, made ${manifest.madeAt}.`);
      return exits.done;
    }
  },
  {
    name: 'backup restore',
    args: 'FILE|latest',
    summary: 'Puts a backup in the place of the database. The server has to be stopped.',
    help: [
      'What stood there is kept as a backup of its own. Every device then reads everything again and sends',
      'back what it has made since.'
    ],
    run: (args, place) =>
      whileStopped(place, async (settings) => {
        const { PLAYGROUND_DATA: dataFolder } = settings;
        const path = named(args, settings);
        const at = place.now();
        const { manifest, aside } = restoreBackup({ dataFolder, path, at });
        await withDatabase(dataFolder, ({ sql }) => {
          const facts = { backup: basename(path), madeAt: manifest.madeAt };
          sql.transaction(() => tell(sql, place.now, 'backup.restore', facts)).immediate();
          setHeadsAside(dataFolder, at);
          noteHeads(sql, dataFolder, at);
          place.say(`Restored ${path}, made ${manifest.madeAt}.`);
          if (aside !== null) place.say(`What stood there is now ${aside}.`);
          if (!keyFits(settings, sql))
            place.say(
              'The master key here is not the one this backup was sealed with: put that key file back, or enter the provider keys again.'
            );
        });
        place.say('Start the server: devices will send what they have made since.');
        return exits.done;
      })
  },
  {
    name: 'backup prune',
    args: '',
    summary: 'Deletes backups that have had their time, as the server does by itself.',
    run(args, place) {
      readArguments(args, [], { least: 0, most: 0 });
      const count = dropOldBackups(readSettings(place.env).PLAYGROUND_DATA, place.now());
      place.say(`Deleted ${count}.`);
      return exits.done;
    }
  }
];

function named(args: string[], settings: Settings): string {
  const { rest } = readArguments(args, [], { least: 1, most: 1 });
  const [name = ''] = rest;
  if (name !== 'latest') return resolve(name);
  const found = listBackups(settings.PLAYGROUND_DATA).find(({ kind }) => kind !== 'pre-restore');
  if (!found) throw new BackupRefused(`There is no backup in ${settings.PLAYGROUND_DATA}/backups.`);
  return resolve(found.path);
}

/** Whether the sealed keys can be opened; with nothing sealed any key fits. */
function keyFits(settings: Settings, sql: Parameters<typeof canaryOpens>[0]): boolean {
  const sealed = sql.prepare('select 1 from data_keys limit 1').get() !== undefined;
  if (!sealed) return true;
  try {
    const key = loadMasterKey({
      dataFolder: settings.PLAYGROUND_DATA,
      file: settings.PLAYGROUND_MASTER_KEY_FILE,
      mustExist: true
    });
    return canaryOpens(sql, key) === true;
  } catch {
    return false; // none there, or none that can be read: said to whoever restores
  }
}

function sizeOf({ bytes, tables }: Manifest): string {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  return `${megabytes(bytes)}, ${rows} rows`;
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;
