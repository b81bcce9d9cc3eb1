import { setImmediate as rest } from 'node:timers/promises';
import { createWriter } from '../db/writer.ts';
import { readSettings } from '../env.ts';
import { createKeeper } from '../search/keeper.ts';
import { readArguments } from './arguments.ts';
import { exits } from './command.ts';
import { withDatabase } from './installation.ts';
import type { Command } from './command.ts';

export const searchCommands: Command[] = [
  {
    name: 'search rebuild',
    args: '',
    summary: 'Makes the index of search anew. The server may be running.',
    help: [
      'Nothing but the index is changed. Until it is done, searches find a part of what is there.'
    ],
    run(args, place) {
      readArguments(args, [], { least: 0, most: 0 });
      const { PLAYGROUND_DATA: folder } = readSettings(place.env);
      return withDatabase(folder, async ({ sql }) => {
        const keeper = createKeeper({ sql, writer: createWriter(sql), rest });
        await keeper.rebuild();
        await keeper.catchUp(null, Number.MAX_SAFE_INTEGER);
        const count = sql.prepare('select count(*) from search_documents').pluck().get() as number;
        place.say(`The index of search is new: ${count} records are in it.`);
        return exits.done;
      });
    }
  }
];
