import { rotateMasterKey } from '../secrets/rotate.ts';
import { readArguments } from './arguments.ts';
import { exits } from './command.ts';
import { whileStopped, withDatabase } from './installation.ts';
import { tell } from './tell.ts';
import type { Command } from './command.ts';

export const keysCommands: Command[] = [
  {
    name: 'keys rotate',
    args: '',
    summary: 'Replaces the master key that seals the provider keys. The server has to be stopped.',
    help: [
      'Only the data keys are wrapped anew, so it takes a moment. The old key file is kept beside the new one:',
      'backups made before still need it. Cut short, it is finished by running it again.'
    ],
    run: (args, place) =>
      whileStopped(place, (settings) => {
        readArguments(args, [], { least: 0, most: 0 });
        return withDatabase(settings.PLAYGROUND_DATA, (db) => {
          const { wrapped, path, oldPath, finished } = rotateMasterKey({
            db,
            file: settings.PLAYGROUND_MASTER_KEY_FILE,
            at: place.now(),
            note: (count) => tell(db.sql, place.now, 'keys.rotate', { dataKeys: count })
          });
          place.say(
            finished
              ? `The rotation that was cut short is finished; the master key is ${path}.`
              : `The master key in ${path} is new; ${wrapped} data keys are wrapped by it.`
          );
          place.say(`The old one is ${oldPath}: keep it as long as backups made before are kept.`);
          return exits.done;
        });
      })
  }
];
